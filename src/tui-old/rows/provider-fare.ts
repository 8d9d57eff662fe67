import { formatInstant } from '../../base/instant-text.ts';
import type { ProviderStatesView } from '../../store/state.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { count } from './figures.ts';
import { ago, left, type Moment } from './moment.ts';
import { wholeNumber } from './usage-texts.ts';

/** For its details: requests, the last use, the last error, what it rests for; instants absolute, too. */
export function sayHowItFares(
  { state }: StatedProviderKey,
  states: ProviderStatesView | undefined,
  moment: Moment,
  say: (name: string, text: string) => void,
): void {
  if (states?.problem !== undefined) {
    const { loadedAt } = states;
    say('', loadedAt === undefined ? states.problem : `As of ${ago(moment, loadedAt)}: ${states.problem}`);
  }
  if (!state) {
    say('calls', states ? '– · not told' : '…');
    return;
  }
  const at = (instant: number) => {
    const away = instant > moment.now ? `in ${left(moment, instant)}` : ago(moment, instant);
    return `${formatInstant(instant, moment.now)} · ${away}`;
  };
  const { calls, errors, callsToday, errorsToday, countedSince } = state;
  if (callsToday !== undefined) say('calls today', figures(callsToday, errorsToday));
  if (calls !== undefined) {
    const since = countedSince === undefined ? 'since the server started' : `since ${at(countedSince)}`;
    say(callsToday === undefined ? 'calls' : '', `${figures(calls, errors)}, ${since}`);
  }
  if (calls === undefined && callsToday === undefined) say('calls', '– · nobody counts them here');
  const { lastUsedAt, lastUsedWithin, lastError, coolingUntil = 0, coolingModels = [] } = state;
  if (lastUsedAt !== undefined) {
    // Told in stretches of so many minutes.
    const about = lastUsedWithin === undefined ? '' : `, to ${Math.round(lastUsedWithin / 60_000)} minutes`;
    say('last used', at(lastUsedAt) + about);
  }
  if (coolingUntil > moment.now) say('rests until', at(coolingUntil));
  if (coolingUntil > moment.now && coolingModels.length > 0) say('', `for ${coolingModels.join(', ')}`);
  if (!lastError) return;
  const when = lastError.at === undefined ? undefined : at(lastError.at);
  const parts = [when, lastError.status === undefined ? undefined : String(lastError.status)];
  say('last error', parts.filter((part) => part !== undefined).join(' · ') || '–');
  if (lastError.message !== undefined) say('', lastError.message);
}

const figures = (calls: number, errors: number | undefined): string =>
  `${wholeNumber(calls)}, ${errors === undefined ? 'errors not told' : count(errors, 'error')}`;
