import { lazy } from '../../base/async/lazy.ts';
import type { FactFinder } from '../../contract/facts.ts';
import type { Outside } from '../../contract/outside.ts';
import type { LoginEffects } from '../../oauth/flow/run-login.ts';
import type { Effects } from '../../operations/operation.ts';
import type { Io } from '../io.ts';
import type { FactsOptions } from './facts/find-facts.ts';

/** @param server what is known of it: its config or its address, and the certificates to trust (PEM) */
export function createEffects(server: Pick<FactsOptions, 'configPath' | 'url' | 'ca'>, io: Io): Effects {
  const { now, randomBytes, user, env, home, cwd } = io;
  return {
    now,
    randomBytes,
    user,
    environment: env,
    async editByHand(backend) {
      const { editByHand, editFolder } = await import('./effects/edit-by-hand.ts');
      return editByHand(backend, await editFolder(backend, server.configPath, io), io);
    },
    configText: lazy(() => import('../../config/difference.ts'), ['plan', 'parse']),
    async rehearse(backend) {
      const { plannedLines, recordWrites } = await import('./recorded-backend.ts');
      const recorded = recordWrites(backend, false);
      return { backend: recorded.backend, difference: () => plannedLines(recorded.writes) };
    },
    outside: createOutside(server.ca),
    facts: createFacts({ ...server, home, cwd, now }),
    login: loginEffects,
  };
}

/** The fact finder is loaded on first use. */
export function createFacts(options: FactsOptions): FactFinder {
  const load = async () => (await import('./facts/find-facts.ts')).findFacts(options);
  const methods = ['readConfig', 'look', 'askTime', 'setModes', 'makeFolder', 'removeFolder'] as const;
  return { configPath: options.configPath, ...lazy(load, methods) };
}

/** @param serverCa PEM: the authorities trusted for our own server; undefined: those of the system */
export function createOutside(serverCa?: string | undefined): Outside {
  return {
    async exchange(request, onStep, signal) {
      const { exchangeOutside } = await import('./outside/exchange-outside.ts');
      const ca = request.trust === 'server' ? serverCa : undefined;
      return exchangeOutside(request, { ca, onStep, signal });
    },
  };
}

/** Listening for the browser and waiting, for real; loaded on the first login. */
export const loginEffects: Omit<LoginEffects, 'now'> = {
  async listen(options) {
    const { listenLoopback } = await import('../../oauth/flow/listen-loopback.ts');
    return listenLoopback(options);
  },
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
};
