import { Secret } from '../../../base/secrets/secret.ts';
import { failure, success } from '../../../contract/outcome.ts';
import { mapAmpClients, setAmp, showAmp, unmapAmpClients } from '../../../operations/index.ts';
import type { AmpView } from '../../../providers/kinds/amp-view.ts';
import { type Act, type At, type Console, notReachable } from '../../act.ts';
import { checkField, textField, type Values } from '../../components/dialogs/fields.ts';
import { Form } from '../../components/dialogs/form.tsx';
import { Menu, type MenuItem } from '../../components/dialogs/menu.tsx';
import { Danger } from '../../components/dialogs/question.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { type AmpRow, ampSight, ampView, nameOf, unmappable } from './rows.ts';
import { words } from './words.ts';

const usualUrl = 'https://ampcode.com';

function setUp(console: Console): void {
  const view = ampView(console.at());
  if (!view) return;
  const { upstreamUrl, defaultKey } = view;
  const says = words().form;
  const hint = defaultKey ? says.keeps(defaultKey.mask) : says.noKey;
  console.open(
    <Form
      title={says.title}
      notes={[says.note]}
      verb={says.save}
      fields={[
        textField('url', says.url, says.urlHint, upstreamUrl ?? usualUrl),
        textField('key', says.key, hint, '', { hidden: true }),
        ...(defaultKey ? [checkField('without', says.remove)] : []),
      ]}
      onSubmit={(values) => save(console, view, values)}
    />,
    { waits: true },
  );
}

async function save({ session }: Console, { upstreamUrl = '' }: AmpView, values: Values) {
  const { url = '', key = '', without } = values;
  const [wanted, typed] = [url.trim(), key.trim()];
  if (wanted.split('://').length > 2) return { ...failure('invalid', words().form.oneUrl), field: 'url' };
  const changes = {
    ...(wanted !== upstreamUrl && { upstreamUrl: wanted || null }),
    ...(typed !== '' ? { defaultKey: new Secret(typed) } : without === 'yes' && { defaultKey: null }),
  };
  return Object.keys(changes).length === 0 ? success(undefined) : session.run(setAmp, changes);
}

/** Client keys that the server has: only those can be mapped. */
const clientsOf = (rows: readonly AmpRow[]) => [
  ...new Set(rows.flatMap(({ client, why }) => (client === undefined || why === 'nowhere' ? [] : [client]))),
];

const unmark = ({ ui }: Console) =>
  ui.dispatch({ type: 'list', screen: 'amp', action: { type: 'unmarked' } });

/** To an upstream key of another mapping, or to a new one. */
function map(console: Console): void {
  const at = console.at();
  const view = ampView(at);
  const rows = ampSight(at).targets;
  const clients = clientsOf(rows);
  const [first] = rows;
  if (!view || !first || clients.length === 0) return;
  const says = words().map;
  const title = says.title(rows.length === 1 ? nameOf(first) : says.keys(clients.length));
  const typeKey = () =>
    console.open(
      <Form
        title={title}
        verb={says.run}
        fields={[textField('key', says.field, says.hint, '', { hidden: true, required: says.required })]}
        onSubmit={({ key = '' }) =>
          console.session.run(mapAmpClients, { clients, upstream: new Secret(key.trim()) })
        }
        onDone={() => unmark(console)}
      />,
      { waits: true },
    );
  const items = view.mappings
    .filter(({ repeated }) => !repeated)
    .map(({ upstream, clients: named }): MenuItem => {
      const names = named.map(({ label, mask }) => label ?? mask).join(', ');
      return {
        title: upstream.mask,
        hint: names === '' ? says.unused : says.of(names),
        async run() {
          const done = await console.session.run(mapAmpClients, { clients, upstream: upstream.fingerprint });
          if (done.ok) unmark(console);
        },
      };
    });
  const fresh = { title: says.fresh, hint: says.freshHint, run: typeKey };
  if (items.length === 0) typeKey();
  else console.open(<Menu title={title} items={[...items, fresh]} />);
}

function askToUnmap(console: Console): void {
  const at = console.at();
  const view = ampView(at);
  const rows = ampSight(at).targets.filter(({ why }) => unmappable.has(why));
  const [first] = rows;
  if (!first || !view) return;
  const says = words().unmap;
  const single = first.why === 'empty' ? (first.upstream?.mask ?? '') : nameOf(first);
  console.open(
    <Danger
      title={says.title(rows.length === 1 ? single : words().map.keys(rows.length))}
      lines={[...consequences(view, rows), says.undo]}
      no={says.no}
      yes={says.yes}
      onYes={() => unmap(console, new Set(rows.map(({ id }) => id)))}
    />,
  );
}

/** What they use afterwards. */
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
  const has = (why: AmpRow['why']) => rows.some((row) => row.why === why);
  return [
    ...(has('mapped') ? [says.afterwards(after)] : []),
    ...(has('nowhere') ? [says.nowhere] : []),
    ...(has('repeated') ? [says.repeated] : []),
    ...(has('empty') ? [says.empty] : []),
  ];
}

/** Client keys are unmapped together; a repeated one is mapped to where it is mapped first, and to nothing else. */
async function unmap(console: Console, ids: ReadonlySet<string>): Promise<void> {
  const { session, say } = console;
  const { all } = ampSight(console.at());
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
      // Both are in one mapping, which edits cannot tell apart.
      if (upstream?.fingerprint === first) return say('warning', words().unmap.twice);
      if (!(await session.run(mapAmpClients, { clients: [client], upstream: first })).ok) return;
    }
  }
  unmark(console);
}

/** Only config.yaml says whether a server without Amp is about to lose its settings. */
export async function showAbsent(console: Console): Promise<void> {
  const title = words().screen.name;
  console.open(<Report title={title} lines={[]} busy={words().loading} />);
  const shown = await console.session.ask(showAmp, {});
  const text = shown.ok ? (shown.value.absent ?? '') : shown.message;
  console.open(<Report title={title} lines={[{ text: `! ${text}`, role: 'warning' }]} />);
}

const notLoaded = (at: At) => notReachable(at) ?? (ampView(at) ? undefined : words().reasons.notLoaded);

const notMappable = (at: At) =>
  notLoaded(at) ?? (clientsOf(ampSight(at).targets).length > 0 ? undefined : words().reasons.noClient);
const notMapped = (at: At) =>
  notLoaded(at) ??
  (ampSight(at).targets.some(({ why }) => unmappable.has(why)) ? undefined : words().reasons.noMapping);

// biome-ignore format: one row a record reads as the table that it is
export const ampActs: readonly Act[] = [
  { id: 'set-amp', scope: 'amp', keys: ['e'], words: () => words().acts.set, footer: 1, write: true, palette: true, disabled: notLoaded, run: setUp },
  { id: 'map-amp', scope: 'amp', keys: ['m'], words: () => words().acts.map, footer: 2, write: true, palette: true, disabled: notMappable, run: map },
  { id: 'unmap-amp', scope: 'amp', keys: ['x'], words: () => words().acts.unmap, footer: 3, danger: true, palette: true, disabled: notMapped, run: askToUnmap },
];
