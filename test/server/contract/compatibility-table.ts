import { type Difference, differences } from './differences.ts';
import type { TestedKey } from './judge.ts';
import { type Version, versions } from './recordings.ts';
import { isUnknownThere } from './replay-recordings.ts';

const markers = {
  start: '<!-- Made by `npm run compatibility`: do not edit between these lines. -->',
  end: '<!-- End of what is made. -->',
};

/** The document with everything between its markers made anew. */
export function renewTable(document: string, judged: readonly TestedKey[]): string {
  const start = document.indexOf(markers.start);
  const end = document.indexOf(markers.end);
  if (start < 0 || end < start) throw new Error('docs/compatibility.md has lost its markers.');
  return `${document.slice(0, start)}${markers.start}\n\n${compatibilityTable(judged)}\n\n${document.slice(end)}`;
}

/** Markdown: routes that ours has, routes that it has not, and the reasons that the notes point to. */
export function compatibilityTable(judged: readonly TestedKey[]): string {
  const routes = [...groupBy(judged, ({ route }) => route)].sort(([one], [other]) =>
    byPath(one) < byPath(other) ? -1 : 1,
  );
  const ours = routes.filter(([, all]) => all.some((one) => !one.absent && isReported(one)));
  const absent = routes.filter(
    ([, all]) => all.some(isReported) && all.every((one) => one.absent || !isReported(one)),
  );
  const nowhere = routes.filter(([, all]) => !all.some(isReported)).length;
  return [
    '## Routes that this server has',
    '',
    '| route | v7 | v6 | note |',
    '| --- | --- | --- | --- |',
    ...ours.map(([route, all]) => row(`\`${route}\``, all)),
    '',
    '## Routes that this version has not',
    '',
    'They answer 404 with an empty body behind a good secret.',
    '',
    '| route | v7 | v6 |',
    '| --- | --- | --- |',
    ...absentRows(absent),
    '',
    `${nowhere} more paths and methods were asked that the recorded server has not: they are 404 here too.`,
    '',
    '## Why it differs',
    '',
    'In every answer:',
    '',
    ...differences.filter(({ everywhere }) => everywhere).map(({ reason }) => `- ${reason}`),
    '',
    'The notes of the table:',
    '',
    ...notes.map(({ reason }, at) => `${at + 1}. ${reason}`),
  ].join('\n');
}

const notes: readonly Difference[] = differences.filter(({ everywhere }) => !everywhere);

/** Whether it says anything about a route: both have none otherwise. */
function isReported(one: TestedKey): boolean {
  return !isUnknownThere(one.exchange) || one.reasons.some(({ everywhere }) => !everywhere);
}

function row(name: string, all: readonly TestedKey[]): string {
  const used = notes.flatMap((note, at) =>
    all.some(({ reasons }) => reasons.includes(note)) ? [at + 1] : [],
  );
  return `| ${name} | ${versions.map((version) => cell(all, version)).join(' | ')} | ${used.join(', ')} |`;
}

/** How many recorded exchanges are answered how. */
function cell(all: readonly TestedKey[], version: Version): string {
  const recorded = all.filter(({ exchange }) => exchange.version === version);
  const count = (word: string, wanted: readonly TestedKey[]) =>
    wanted.length > 0 ? [`${wanted.length} ${word}`] : [];
  const there = recorded.filter((one) => !one.absent);
  const differs = (one: TestedKey) =>
    one.unexplained.length > 0 || one.reasons.some(({ everywhere }) => !everywhere);
  const parts = [
    ...count(
      'same',
      there.filter((one) => !differs(one)),
    ),
    ...count('on purpose', there.filter(differs)),
    ...count(
      'absent',
      recorded.filter((one) => one.absent),
    ),
  ];
  return parts.join(', ') || '–';
}

/** All methods of a path in one line. */
function absentRows(routes: readonly (readonly [string, readonly TestedKey[]])[]): string[] {
  const paths = groupBy(routes, ([route]) => splitRoute(route).path);
  return [...paths].map(([path, group]) => {
    const methods = group.map(([route]) => splitRoute(route).method).filter(Boolean);
    const cells = versions.map((version) =>
      group.some(([, all]) => all.some(({ exchange, absent }) => absent && exchange.version === version))
        ? 'absent'
        : '–',
    );
    return `| ${[methods.join(' '), `\`${path}\``].filter(Boolean).join(' ')} | ${cells.join(' | ')} |`;
  });
}

/** So that the methods of a path stand together. */
function byPath(route: string): string {
  const { method, path } = splitRoute(route);
  return `${path} ${method}`;
}

/** What is no HTTP has no method. */
function splitRoute(route: string): { method: string; path: string } {
  const [, method = '', path = route] = /^([A-Z]+) (\/.*)$/.exec(route) ?? [];
  return { method, path };
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item)) ?? [];
    group.push(item);
    groups.set(nameOf(item), group);
  }
  return groups;
}
