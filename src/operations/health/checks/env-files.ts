import { type Check, found, notChecked } from '../check.ts';
import { nameOfFile } from '../file-name.ts';

export const envFiles: Check = {
  id: 'env-files',
  title: '.env files that others can read',
  more: 'beside config.yaml, and those in the working folder that hold a key of it; names the variables',
  meets: 'M1',
  worst: 'warning',
  fixes: 'makes the file readable for its owner alone (0600)',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { files, env } = machine.value;
    if (!files.known) return notChecked(files.why);
    return found(
      files.value
        .filter(({ role, mode }) => role === 'env' && (mode & 0o077) !== 0)
        .map(({ path, mode, owner }) => {
          const holds = env.find((file) => file.path === path)?.holds ?? [];
          const who = mode & 0o007 ? 'anyone on this machine' : 'its group';
          const keys =
            holds.length > 0
              ? `, and ${namesOf(holds)} in it ${holds.length > 1 ? 'hold keys' : 'holds a key'} of this config`
              : '';
          return {
            subject: path,
            severity: 'warning',
            what: `${nameOfFile({ path, role: 'env' })} can be ${mode & 0o022 ? 'changed' : 'read'} by ${who}${keys}.`,
            why: 'Who can read it can use the keys in it.',
            remedy: 'Run chmod 600 on it as its owner.',
            where: { file: path },
            ...(owner === 'me' && {
              fix: `${path} will be for the owner alone (0600).`,
              repair: { kind: 'modes', modes: [{ path, mode: 0o600 }] },
            }),
          } as const;
        }),
    );
  },
};

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
