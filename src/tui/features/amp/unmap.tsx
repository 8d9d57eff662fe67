import type { Fingerprint } from '../../../base/fingerprint.ts';
import { mapAmpClients, unmapAmpClients } from '../../../operations/index.ts';
import type { AmpView } from '../../../providers/amp-view.ts';
import type { Console } from '../../act.ts';
import { Danger } from '../../components/dialogs/question.tsx';
import { type AmpRow, nameOf, unmappable } from './rows.ts';
import { ampSight, ampView } from './sight.ts';
import { words } from './words.ts';

export function askToUnmap(console: Console): void {
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
      onYes={() =>
        unmap(
          console,
          rows.map(({ id }) => id),
        )
      }
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

async function unmap(console: Console, ids: readonly string[]): Promise<void> {
  const rows = ampSight(console.at()).all.filter(({ id }) => ids.includes(id));
  for (const step of stepsFor(console, rows)) if (!(await step())) return;
  console.ui.dispatch({ type: 'list', screen: 'amp', action: { type: 'unmarked' } });
}

/** Client keys are unmapped together; a repeated one is mapped to where it is mapped first, and to nothing else. */
function stepsFor(console: Console, rows: readonly AmpRow[]): readonly (() => Promise<boolean>)[] {
  const { session } = console;
  const plain = rows.filter(({ why }) => why === 'mapped' || why === 'nowhere');
  const clients = [...new Set(plain.flatMap(({ client }) => client ?? []))];
  const { all } = ampSight(console.at());
  const first = new Map(all.map((row) => [row.id, row.upstream?.fingerprint]));
  const run = async (input: Parameters<typeof unmapAmpClients.run>[1]) =>
    (await session.run(unmapAmpClients, input)).ok;
  return [
    ...(clients.length > 0 ? [() => run({ clients })] : []),
    ...rows.flatMap(({ why, client, upstream }) => {
      const keep = client === undefined ? undefined : first.get(client);
      if (why === 'repeated' && client !== undefined && keep && !clients.includes(client))
        return [() => keepFirst(console, client, keep, upstream?.fingerprint === keep)];
      return why === 'empty' && upstream ? [() => run({ upstream: upstream.fingerprint })] : [];
    }),
  ];
}

/** @param inOne both are in one mapping, which edits cannot tell apart */
async function keepFirst(
  { session, say }: Console,
  client: Fingerprint,
  upstream: Fingerprint,
  inOne: boolean,
): Promise<boolean> {
  if (!inOne) return (await session.run(mapAmpClients, { clients: [client], upstream })).ok;
  say('warning', words().unmap.twice);
  return false;
}
