import { type Check, found } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const configBroken: Check = {
  id: 'config-broken',
  title: 'an error in config.yaml',
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { problem } = facts.state;
    if (!problem || problem.unloaded) return found([]);
    return found([
      {
        severity: 'error',
        what: problem.message,
        why: 'The server goes on with what it had loaded before, and cannot start again with this file.',
        remedy: 'Correct the line, with cli-proxy config edit, which checks before it saves.',
        where: { file: inConfig(facts, []).file, line: problem.line },
      },
    ]);
  },
};
