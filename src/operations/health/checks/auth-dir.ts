import { type Check, found, notChecked } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const authDir: Check = {
  id: 'auth-dir',
  title: 'an auth-dir that does not exist',
  meets: 'E1',
  worst: 'warning',
  fixes: 'makes the folder, for the owner alone (0700)',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { path, there } = machine.value.authDir;
    if (there) return found([]);
    const named = Boolean(facts.config['auth-dir']?.trim());
    return found([
      {
        // The usual folder is made by whoever first keeps something there.
        severity: named ? 'warning' : 'notice',
        what: `The folder ${path} (auth-dir) does not exist.`,
        why: 'Accounts cannot be kept there, nor labels and dates of keys; a slip in its name hides those there are.',
        remedy: 'Correct auth-dir in config.yaml, or make the folder.',
        where: inConfig(facts, ['auth-dir']),
        fix: `The folder ${path} will be made, for the owner alone (0700).`,
        repair: { kind: 'folder', path },
      },
    ]);
  },
};
