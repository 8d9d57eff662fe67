import { type AuthFileState, authFileState, authFileStates } from '../../contract/auth-file.ts';
import { type ProviderKeyStanding, providerKeyStanding } from '../../contract/provider-states.ts';
import { ago, type Moment } from '../rows/moment.ts';
import { type Loaded, statedKeys } from './needs-you.ts';

const standings: readonly ProviderKeyStanding[] = ['disabled', 'cooling', 'failing', 'refused'];

/** `12 in all · 1 cooling · 2 failing · as of 3 min ago`; how they fare only where that is known. */
export function providerFigures(console: Loaded, moment: Moment): string {
  const { providerStates } = console;
  const keys = statedKeys(console);
  const all = `${keys.length} in all`;
  const { loadedAt } = providerStates ?? {};
  if (!providerStates?.states || loadedAt === undefined || keys.length === 0) return all;
  const counts = tally(keys.map(({ disabled, state }) => providerKeyStanding(disabled, state, moment.now)));
  for (const { state } of keys) moment.changesAt(state?.coolingUntil ?? 0);
  const named = standings.flatMap((standing) => {
    const number = counts.get(standing) ?? 0;
    return number > 0 ? [`${number} ${standing}`] : [];
  });
  return [all, ...(named.length > 0 ? named : ['none failing']), `as of ${ago(moment, loadedAt)}`].join(
    ' · ',
  );
}

/** `14 in all · 13 active · 1 expiring`; undefined: they are not loaded. */
export function sessionFigures({ sessions }: Loaded, moment: Moment): string | undefined {
  const files = sessions?.files;
  if (!files) return undefined;
  const counts = tally(files.map((file) => authFileState(file, moment.now)));
  const named = [...authFileStates].reverse().flatMap((state: AuthFileState) => {
    const number = counts.get(state) ?? 0;
    return number > 0 ? [`${number} ${state}`] : [];
  });
  return [`${files.length} in all`, ...named].join(' · ');
}

function tally<Name>(names: readonly Name[]): ReadonlyMap<Name, number> {
  const counts = new Map<Name, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
