import type { Fingerprint } from '../../base/fingerprint.ts';
import type { AmpClient, AmpKey, AmpView } from '../../providers/amp-view.ts';

/** One line: a client key, or what a mapping names in vain. */
export interface AmpRow {
  readonly id: string;
  /** undefined: a mapping that names nobody. */
  readonly client: Fingerprint | undefined;
  readonly label: string | undefined;
  readonly mask: string | undefined;
  readonly upstream: AmpKey | undefined;
  /**
   * `nowhere`: the mapping names a client key that the server does not have; `repeated`: an earlier mapping names it, and
   * that one counts; `empty`: the mapping names none; `off`: nothing goes to Amp, and there would be no key for it.
   */
  readonly why: AmpClient['why'] | 'nowhere' | 'repeated' | 'empty' | 'off';
}

/** What a mapping stands behind, so that it can be taken away. */
export const unmappable: ReadonlySet<AmpRow['why']> = new Set(['mapped', 'nowhere', 'repeated', 'empty']);

/** The client keys in their order, then what is odd in the mappings, in the order of the file. */
export function ampRowsOf(view: AmpView): readonly AmpRow[] {
  const isOff = view.upstreamUrl === undefined;
  const clients = view.clients.map(
    ({ fingerprint, ...client }): AmpRow => ({
      id: fingerprint,
      client: fingerprint,
      ...client,
      ...(isOff && client.upstream === undefined && { why: 'off' }),
    }),
  );
  const seen = new Map<string, number>();
  const odd = view.mappings.flatMap(({ upstream, clients: named }): AmpRow[] => {
    const row = (rest: Omit<AmpRow, 'id' | 'upstream'>): AmpRow => {
      const name = `${upstream.fingerprint}/${rest.client ?? ''}`;
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      return { id: times === 1 ? name : `${name}#${times}`, upstream, ...rest };
    };
    if (named.length === 0)
      return [row({ client: undefined, label: undefined, mask: undefined, why: 'empty' })];
    return named.flatMap(({ fingerprint, label, mask, known, repeated }) =>
      known && !repeated
        ? []
        : [row({ client: fingerprint, label, mask, why: repeated ? 'repeated' : 'nowhere' })],
    );
  });
  return [...clients, ...odd];
}
