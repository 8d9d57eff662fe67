import { lazy } from '../base/async/lazy.ts';
import type { SignIn } from '../contract/sign-in.ts';
import type { BackendSessions } from './backend.ts';
import type { BackendLogs } from './backend-logs.ts';

/** Sessions whose code is loaded with the first question: the first screen of a console needs none of it. */
export const lazySessions = (load: () => Promise<BackendSessions>) =>
  lazy(load, [
    ...([
      'list',
      'loadedFromConsoleFolder',
      'inspect',
      'models',
      'setDisabled',
      'editFields',
      'upload',
      'download',
    ] as const),
    ...(['revoke', 'revocations', 'restore', 'clearCooldown', 'askQuota'] as const),
  ]);

/** Logins, in the same way. */
export const lazySignIn = (load: () => Promise<SignIn>): SignIn =>
  lazy(load, ['providers', 'start', 'status', 'submit', 'cancel']);

/** The log, in the same way. */
export const lazyLogs = (
  refreshMs: number,
  load: () => Promise<Omit<BackendLogs, 'refreshMs'>>,
): BackendLogs => ({
  refreshMs,
  ...lazy(load, ['read', 'errorLogs', 'requestLog']),
});
