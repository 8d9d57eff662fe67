import type { Act } from '../act.ts';
import { findByKey, reasonAgainst } from '../acts.ts';
import { useConsole } from '../context.tsx';
import { type KeyEvent, useKeys } from './use-keys.ts';

/**
 * The keys of an open box or a way in. `handlers` by id of the act, else the act's own `run`; what is no act goes to
 * `onText` (inputs). Handlers must read fresh state: a burst of keys arrives without a pause.
 */
export function useActs(
  acts: readonly Act[],
  handlers: Readonly<Record<string, () => unknown>>,
  onText?: (event: KeyEvent) => void,
): void {
  const console = useConsole();
  useKeys((event) => {
    const act = event.type === 'key' ? findByKey(acts, event.name, onText === undefined) : undefined;
    if (!act) return onText?.(event);
    const reason = reasonAgainst(act, console.at());
    if (reason !== undefined) return console.say('warning', reason);
    // A rejection is a fault of ours and ends the console, with the terminal restored.
    void (handlers[act.id]?.() ?? act.run?.(console));
  });
}
