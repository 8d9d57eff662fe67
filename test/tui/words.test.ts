import { describe, expect, test } from 'vitest';
import { setLanguage } from '../../src/base/text/language.ts';
import { allSettings } from '../../src/contract/settings/settings.ts';
import { words as settingWords } from '../../src/contract/settings/words.ts';
import { providers } from '../../src/providers/index.ts';
import { words as clientKeyWords } from '../../src/tui/features/client-keys/words.ts';
import { words as healthWords } from '../../src/tui/features/health/words.ts';
import { words as providerWords } from '../../src/tui/features/providers/words.ts';
import { listWords } from '../../src/tui/words/list.ts';
import { projectFolder, readSources } from '../helpers/source-imports.ts';

const all = await readSources('src');
const sources = all.filter(({ path }) => path.startsWith('src/tui/'));
const isCatalogue = (path: string) => /\/(words|words\/[a-z-]+)(\.zh-CN)?\.ts$/.test(path);
const translations = all.filter(({ path }) => path.endsWith('.zh-CN.ts'));

/** Every text in a catalogue with its way there; functions are called with sample values. */
function textsIn(value: unknown, way = ''): [way: string, text: string][] {
  if (typeof value === 'string') return [[way, value]];
  if (typeof value === 'function') return textsIn(calledWith(value as Call), `${way}()`);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, `${way}.${name}`));
}

type Call = (...given: unknown[]) => unknown;

/** Texts are made of names and numbers, some of dates or lists. */
function calledWith(make: Call): unknown {
  for (const given of ['1', 1, new Date(0), ['1'], {}]) {
    try {
      return make(...Array.from({ length: make.length + 2 }, () => given));
    } catch {}
  }
  throw new Error(`No sample value fits ${make}`);
}

const load = (path: string): Promise<Record<string, unknown>> => import(`${projectFolder}/${path}`);

describe('the Simplified Chinese of the console', () => {
  test('has a file beside each English catalogue', () => {
    const english = all
      // A handful of words may have both in one file.
      .filter(({ text }) => !/\p{Script=Han}/u.test(text))
      .map(({ path }) => path)
      .filter((path) => isCatalogue(path));
    expect(english.length).toBeGreaterThan(0);
    const paths = new Set(all.map(({ path }) => path));
    expect(english.filter((path) => !paths.has(path.replace(/\.ts$/, '.zh-CN.ts')))).toEqual([]);
  });

  test.each(translations.map(({ path }) => path))('%s leaves no English behind', async (path) => {
    const texts = Object.entries(await load(path)).flatMap(([name, value]) => textsIn(value, name));
    expect(texts.length).toBeGreaterThan(0);
    // Names of things, keys and formats are the same in every language.
    const untranslated = texts.filter(
      ([, text]) => /[a-z]{2,} [a-z]{2,}/.test(text) && !/\p{Script=Han}/u.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});

/** Sentences that only commands print, or that are data in English: documents, keys of the audit log. */
const commandsOnly =
  /^src\/(cli\/compose\/effects\/(ask|read-input|read-secret)|operations\/(snippets\/|find-item|[a-z-]+\/(find|list|show)-|provider-keys\/provider-form|sessions\/revoke-sessions))/;
/** Names of data, and fields of provider keys, whose texts are translated by the form (below). */
const documented = /^\s*(more|fixes|meets|worst|id):|Field\(/;

describe('the sentences of operations and of a session', () => {
  test('are in catalogues, so that a console in another language says them too', () => {
    const code = all.filter(
      ({ path }) =>
        /^src\/(operations|session|config\/parse|providers\/(kinds|test|quota|answers)|cli\/compose\/(facts|effects))\//.test(
          path,
        ) &&
        !isCatalogue(path) &&
        !commandsOnly.test(path),
    );
    const found = code.flatMap(({ path, text }) =>
      literalsIn(
        text
          .split('\n')
          .filter((line) => !documented.test(line) && !/throw new Error|^\s*(\*|\/\/|\/\*\*)/.test(line))
          .join('\n'),
      )
        .filter((literal) => /^[A-Z][a-z]+ .*\.$/.test(literal))
        .map((literal) => `${path}: ${literal}`),
    );
    expect(found).toEqual([]);
  });

  test('about settings and fields of provider keys are translated', async () => {
    await setLanguage('zh-CN');
    const { said } = settingWords().settings;
    const { fieldTitle, fieldHint } = providerWords().form;
    const texts = [
      ...allSettings.flatMap(({ danger, idle }) => [danger?.says, idle].map((text) => text && said(text))),
      ...providers.flatMap(({ settings }) => [
        settings?.notServed && said(settings.notServed),
        ...(settings?.fields ?? []).flatMap(({ name, title, hint }) => [
          name === 'base-url' || name === 'websockets' ? undefined : fieldTitle(name, title),
          fieldHint(name, hint),
        ]),
      ]),
    ].filter((text) => text !== undefined);
    await setLanguage('en');
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });
});

/** Values of data that look like words; what is shown for them is in the catalogues. */
const values = new Set([
  ...[
    'near limit',
    'no label',
    'last used',
    'needs verification',
    'no credit',
    'stored, not served',
    'not checked',
    'over limit',
    'since start',
  ],
  // In exported files.
  ...['last hour', 'last day'],
]);

describe('the words of the console', () => {
  test('are in its catalogues, not in its code', () => {
    // Wrong preferences end the command before there is a console, in English as other commands.
    const code = sources.filter(({ path }) => !isCatalogue(path) && path !== 'src/tui/rebind.ts');
    const found = code.flatMap(({ path, text }) =>
      // Bugs of the program are reported in English.
      literalsIn(text.replace(/new Error\(.*\)/g, ''))
        .filter((literal) => /[A-Za-z]{2,},? [a-z]{2,}/.test(literal) && !values.has(literal))
        // Bugs of the program are reported in English.
        .filter(
          (literal) => !text.includes(`new Error(\`${literal}`) && !text.includes(`new Error('${literal}`),
        )
        .map((literal) => `${path}: ${literal}`),
    );
    expect(found).toEqual([]);
  });
});

/** The texts between quotes, and what JSX has between its tags; template expressions are left out. */
function literalsIn(code: string): string[] {
  const tokens = /\/\/.*|\/\*[\s\S]*?\*\/|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g;
  const literals: string[] = [];
  const rest = code.replace(tokens, (_, single?: string, double?: string, template?: string) => {
    literals.push(single ?? double ?? (template ?? '').replace(/\$\{[^}]*\}/g, ''));
    return "''";
  });
  return [
    ...literals,
    ...Array.from(rest.matchAll(/<\w[^<>]*>([^<>{}=;]+)<\//g), ([, text = '']) => text.trim()),
  ];
}

test('counts have their thousands apart', () => {
  expect(listWords().position(1985, 2000, 2000)).toBe('1,985–2,000 of 2,000');
  expect(listWords().markedCount(1204)).toBe('1,204 marked');
  expect(clientKeyWords().list.keys(2000)).toBe('2,000 keys');
  expect(healthWords().severities.notice(1000)).toBe('1,000 notices');
});
