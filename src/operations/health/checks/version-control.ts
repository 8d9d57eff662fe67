import type { FileRole, GitFact } from '../../../contract/facts.ts';
import { type Check, type Found, found, notChecked } from '../check.ts';
import { nameOfFile } from '../file-name.ts';

export const versionControl: Check = {
  id: 'version-control',
  title: 'secrets under version control',
  more: 'config.yaml, .env and auth files that git has, or would take as they are not ignored',
  meets: 'M1',
  worst: 'error',
  look({ machine }) {
    if (!machine.known) return notChecked(machine.why);
    const { git } = machine.value;
    if (!git.known) return notChecked(git.why);
    const states = ['tracked', 'unignored'] as const;
    return found(
      states.flatMap((state) =>
        roles.flatMap((role) => {
          const files = git.value.filter((file) => file.state === state && file.role === role);
          return files.length === 0 ? [] : [ofFiles(files, state)];
        }),
      ),
    );
  },
};

const roles: readonly FileRole[] = ['config', 'env', 'auth-file', 'console'];

function ofFiles(files: readonly GitFact[], state: 'tracked' | 'unignored'): Found {
  const [first] = files;
  const path = first?.path ?? '';
  const name = first ? nameOfFile(first) : '';
  const what = files.length > 1 ? `${name} and ${files.length - 1} more like it` : name;
  const be = files.length > 1 ? 'are' : 'is';
  const common = { subject: `${state}:${first?.role}`, where: { file: path } };
  if (state === 'tracked') {
    return {
      ...common,
      severity: 'error',
      what: `${what} ${be} under version control (git).`,
      why: 'Its keys are in the history, where everybody who gets the repository finds them, also later.',
      remedy: 'Take it out (git rm --cached), add it to .gitignore, and rotate the keys that were in it.',
    };
  }
  return {
    ...common,
    severity: 'warning',
    what: `${what} ${be} inside a git work tree and not ignored.`,
    why: 'The next git add takes its keys into the history.',
    remedy: 'Add it to .gitignore.',
  };
}
