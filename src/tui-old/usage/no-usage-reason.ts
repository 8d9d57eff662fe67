import type { ConsoleState } from '../../store/state.ts';

/** Why there is nothing here on this server, and what to do about it. */
export function noUsageReason({ feedQuestion, capabilities }: ConsoleState): string {
  if (feedQuestion !== undefined)
    return 'Nothing is read of this server’s usage before the question is answered: press F.';
  if (capabilities?.activity !== undefined && capabilities.activity !== 'absent')
    return 'This server only tells how often each key was used: see 2 Keys.';
  return 'The usage of this server is not read. --usage-feed subscribe reads it, and keeps it from other programs.';
}
