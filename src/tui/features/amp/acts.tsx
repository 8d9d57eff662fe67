import { Secret } from '../../../base/secrets/secret.ts';
import { commas } from '../../../base/text/commas.ts';
import { failure, success } from '../../../contract/outcome.ts';
import { mapAmpClients, setAmp, showAmp, unmapAmpClients } from '../../../operations/index.ts';
import type { AmpView } from '../../../providers/kinds/amp-view.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { type At, type Console, notReachable, type Reason } from '../../act.ts';
import { checkField, textField, type Values } from '../../components/dialogs/fields.ts';
import { openForm } from '../../components/dialogs/form.tsx';
import { Menu, type MenuItem } from '../../components/dialogs/menu.tsx';
import { openDanger } from '../../components/dialogs/question.tsx';
import { openAnswer, Report } from '../../components/dialogs/report.tsx';
import { itemActs } from '../item-acts.tsx';
import { type AmpRow, ampList, ampView, isMapped, nameOf } from './rows.ts';
import { words } from './words.ts';

type Id = keyof ReturnType<typeof words>['acts'];
const { acts, change, notLoaded, unmark } = itemActs<AmpRow, Id>('amp', words, ampList);

const usualUrl = 'https://ampcode.com';

function setUp(console: Console): void {
  const view = ampView(console.at());
  if (!view) return;
  const { upstreamUrl, defaultKey } = view;
  const says = words().form;
  const hint = defaultKey ? says.keeps(defaultKey.mask) : says.noKey;
  openForm(console, {
    title: says.title,
    notes: [says.note],
    verb: says.save,
    fields: [
      textField('url', says.url, says.urlHint, shownUrl(upstreamUrl ?? usualUrl)),
      textField('key', says.key, hint, '', { hidden: true }),
      ...(defaultKey ? [checkField('without', says.remove)] : []),
    ],
    onSubmit: (values) => save(console, view, values),
  });
}

async function save({ session }: Console, { upstreamUrl = '' }: AmpView, values: Values) {
  const { url = '', key = '', without } = values;
  const [wanted, typed] = [url.trim(), key.trim()];
  const shown = shownUrl(upstreamUrl);
  // Its password is neither shown nor sent to another address.
  if (wanted !== shown && wanted.includes('…@'))
    return { ...failure('invalid', words().form.plainUrl), field: 'url' };
  if (wanted.split('://').length > 2) return { ...failure('invalid', words().form.oneUrl), field: 'url' };
  const changes = {
    ...(wanted !== shown && { upstreamUrl: wanted || null }),
    ...(typed !== '' ? { defaultKey: new Secret(typed) } : without === 'yes' && { defaultKey: null }),
  };
  return Object.keys(changes).length === 0 ? success(undefined) : session.run(setAmp, changes);
}

/** Client keys of the server; only these can be mapped. */
const clientsOf = (rows: readonly AmpRow[]) => [
  ...new Set(rows.flatMap(({ client, why }) => (client === undefined || why === 'nowhere' ? [] : [client]))),
];

/** To an upstream key of another mapping, or to a new one. */
function map(console: Console, rows: readonly AmpRow[], first: AmpRow): void {
  const { mappings = [] } = ampView(console.at()) ?? {};
  const clients = clientsOf(rows);
  const says = words().map;
  const title = says.title(rows.length === 1 ? nameOf(first) : says.keys(clients.length));
  const typeKey = () =>
    openForm(console, {
      title,
      verb: says.run,
      fields: [textField('key', says.field, says.hint, '', { hidden: true, required: says.required })],
      onSubmit: ({ key = '' }) =>
        console.session.run(mapAmpClients, { clients, upstream: new Secret(key.trim()) }),
      onDone: () => unmark(console),
    });
  const items = mappings
    .filter(({ repeated }) => !repeated)
    .map(({ upstream, clients: named }): MenuItem => {
      const names = named.map(({ label, mask }) => label ?? mask).join(commas().items);
      const hint = names === '' ? says.unused : says.of(names);
      const run = () => change(console, mapAmpClients, { clients, upstream: upstream.fingerprint });
      return { title: upstream.mask, hint, run };
    });
  const fresh = { title: says.fresh, hint: says.freshHint, run: typeKey };
  if (items.length === 0) typeKey();
  else console.open(<Menu title={title} items={[...items, fresh]} />);
}

function askToUnmap(console: Console, rows: readonly AmpRow[], first: AmpRow): void {
  const view = ampView(console.at());
  if (!view) return;
  const says = words().unmap;
  const single = first.why === 'empty' ? (first.upstream?.mask ?? '') : nameOf(first);
  const title = says.title(rows.length === 1 ? single : words().map.keys(rows.length));
  const ids = new Set(rows.map(({ id }) => id));
  openDanger(console, says, title, [...consequences(view, rows), says.undo], () => unmap(console, ids));
}

/** What the keys use afterwards. */
function consequences(
  { defaultKey, environmentKey, environmentKnown }: AmpView,
  rows: readonly AmpRow[],
): readonly string[] {
  const says = words().unmap;
  const after = defaultKey
    ? says.default(defaultKey.mask)
    : environmentKey
      ? says.environment(environmentKey.mask)
      : environmentKnown
        ? says.none
        : says.maybe;
  const said = (why: AmpRow['why'], text: string) => (rows.some((row) => row.why === why) ? [text] : []);
  return [
    ...said('mapped', says.afterwards(after)),
    ...said('nowhere', says.nowhere),
    ...said('repeated', says.repeated),
    ...said('empty', says.empty),
  ];
}

/** Client keys are unmapped together; a repeated one keeps only its first mapping. */
async function unmap(console: Console, ids: ReadonlySet<string>): Promise<void> {
  const { session, say } = console;
  const { all } = ampList(console.at());
  const rows = all.filter(({ id }) => ids.has(id));
  const plain = rows.filter(({ why }) => why === 'mapped' || why === 'nowhere');
  const clients = [...new Set(plain.flatMap(({ client }) => client ?? []))];
  const firsts = new Map(all.map((row) => [row.id, row.upstream?.fingerprint]));
  if (clients.length > 0 && !(await session.run(unmapAmpClients, { clients })).ok) return;
  for (const { why, client, upstream } of rows) {
    const first = client && firsts.get(client);
    if (why === 'empty' && upstream) {
      if (!(await session.run(unmapAmpClients, { upstream: upstream.fingerprint })).ok) return;
    } else if (why === 'repeated' && client && first && !clients.includes(client)) {
      // Both are in one mapping, so edits cannot distinguish them.
      if (upstream?.fingerprint === first) return say('warning', words().unmap.twice);
      if (!(await session.run(mapAmpClients, { clients: [client], upstream: first })).ok) return;
    }
  }
  unmark(console);
}

/** Only config.yaml says whether a server without Amp is about to lose its settings. */
export function showAbsent(console: Console): void {
  const title = words().screen.name;
  openAnswer(console, { title, busy: words().loading }, showAmp, {}, ({ absent = '' }) => (
    <Report title={title} lines={[{ text: `! ${absent}`, role: 'warning' }]} />
  ));
}

const mappable = (at: At) => ampList(at).targets.filter((row) => clientsOf([row]).length > 0);
const mapped = (at: At) => ampList(at).targets.filter(isMapped);
const noneOf =
  (rows: (at: At) => readonly AmpRow[], why: 'none' | 'noMapping'): Reason =>
  (at) =>
    notReachable(at) ?? notLoaded(at) ?? (rows(at).length > 0 ? undefined : words().why[why]);

// biome-ignore format: one row a record reads as the table that it is
export const ampActs = acts([
  { id: 'set-amp', key: 'e', footer: 1, write: true, run: setUp, disabled: (at) => notReachable(at) ?? notLoaded(at) },
  { id: 'map-amp', key: 'm', footer: 2, write: true, all: map, of: mappable, disabled: noneOf(mappable, 'none') },
  { id: 'unmap-amp', key: 'x', footer: 3, danger: true, all: askToUnmap, of: mapped, disabled: noneOf(mapped, 'noMapping') },
]);
