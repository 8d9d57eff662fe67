import type { Fingerprint } from '../../base/fingerprint.ts';
import { mapAmpClients, unmapAmpClients } from '../../operations/index.ts';
import { type AmpRow, unmappable } from '../amp/amp-rows.ts';
import { emptyField } from '../input/text-field.ts';
import { meantRows, nameOfRows, unmarkAmp } from './amp-actions.ts';
import type { Acts } from './carry-out.ts';
import { type Desk, notice, type Perform } from './desk.ts';

export const ampQuestions = {
  'unmap-amp': (desk) => {
    const rows = meantRows(desk).filter(({ why }) => unmappable.has(why));
    const [first] = rows;
    if (!first) return;
    const named = nameOfRows(rows);
    const title =
      first.why === 'empty' && rows.length === 1
        ? { before: 'Remove the mapping of ', name: first.upstream?.mask ?? '', after: '?' }
        : { before: 'Unmap ', name: named, after: '?' };
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'confirm',
        title,
        lines: consequences(desk, rows),
        act: { type: 'unmap-amp', ids: rows.map(({ id }) => id) },
        word: undefined,
        typed: emptyField,
      },
    });
  },
} satisfies Record<string, Perform>;

/** What they get afterwards. */
function consequences(desk: Desk, rows: readonly AmpRow[]): readonly string[] {
  const { view } = desk.context().amp;
  const after = view?.defaultKey
    ? `the default ${view.defaultKey.mask}`
    : view?.environmentKey
      ? `AMP_API_KEY of the server, ${view.environmentKey.mask}`
      : view?.environmentKnown
        ? 'none: Amp refuses them'
        : 'AMP_API_KEY of the server, should it be set, or none';
  const has = (why: AmpRow['why']) => rows.some((row) => row.why === why);
  return [
    ...(has('mapped') ? [`From then on the upstream key is ${after}.`] : []),
    ...(has('nowhere') ? ['A mapping to a client key that is not there goes without anybody noticing.'] : []),
    ...(has('repeated') ? ['The earlier mapping stays and counts as before.'] : []),
    ...(has('empty') ? ['A mapping that names nobody goes, with its upstream key.'] : []),
  ];
}

export const ampQuestionActs: Acts<'unmap-amp'> = {
  async 'unmap-amp'(desk, { ids }) {
    const rows = desk.context().amp.all.filter(({ id }) => ids.includes(id));
    for (const step of stepsFor(desk, rows)) if (!(await step())) return;
    unmarkAmp(desk);
  },
};
/** Client keys go together; a repeated one is mapped to where it is mapped first, and to nothing else. */
function stepsFor(desk: Desk, rows: readonly AmpRow[]): readonly (() => Promise<boolean>)[] {
  const { session, context } = desk;
  const plain = rows.filter(({ why }) => why === 'mapped' || why === 'nowhere');
  const clients = [...new Set(plain.flatMap(({ client }) => client ?? []))];
  const first = new Map(context().amp.all.map((row) => [row.id, row.upstream?.fingerprint]));
  const unmap = async (input: Parameters<typeof unmapAmpClients.run>[1]) =>
    (await session.run(unmapAmpClients, input)).ok;
  return [
    ...(clients.length > 0 ? [() => unmap({ clients })] : []),
    ...rows.flatMap(({ why, client, upstream }) => {
      const keep = client === undefined ? undefined : first.get(client);
      if (why === 'repeated' && client !== undefined && keep && !clients.includes(client))
        return [() => settle(desk, client, keep, upstream?.fingerprint === keep)];
      return why === 'empty' && upstream ? [() => unmap({ upstream: upstream.fingerprint })] : [];
    }),
  ];
}

async function settle(
  desk: Desk,
  client: Fingerprint,
  upstream: Fingerprint,
  inOne: boolean,
): Promise<boolean> {
  if (!inOne) return (await desk.session.run(mapAmpClients, { clients: [client], upstream })).ok;
  notice(
    desk,
    'warning',
    'It stands twice in one mapping, which changes nothing: cli-proxy config edit takes it out.',
  );
  return false;
}
