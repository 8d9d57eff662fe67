import { type Check, found, notChecked } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const port: Check = {
  id: 'port',
  title: 'a port that another program uses',
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { kind, url } = machine.value.listening;
    if (kind === 'unclear') {
      return notChecked(`The program at ${url} does not answer like a server; cli-proxy status shows why.`);
    }
    if (kind !== 'foreign') return found([]);
    return found([
      {
        severity: 'error',
        what: `Another program answers at ${url}, where config.yaml says that the server is.`,
        why: 'The server cannot start there, and clients send their keys to that program.',
        remedy: 'Stop that program, or set another port in config.yaml.',
        where: inConfig(facts, ['port']),
      },
    ]);
  },
};
