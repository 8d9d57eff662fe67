import { type AuthFile, authFileState } from '../../../contract/auth-file.ts';
import { createListSight } from '../../ui/list-sight.ts';
import { sortSessions } from './rows.ts';
import { words } from './words.ts';

const none: readonly AuthFile[] = [];

/** The sessions of the server or of auth-dir, filtered and in the order of the list. */
export const sessionsSight = createListSight<AuthFile>({
  screen: 'sessions',
  items: ({ sessions }) => sessions?.files ?? none,
  idOf: ({ name }) => name,
  sort: sortSessions,
  words(file, now) {
    const { name, provider, account, plan, project, prefix, note, message } = file;
    const state = authFileState(file, now);
    return [name, provider, account, plan, project, prefix, note, message, state, words().states[state]];
  },
});

/** What is enabled among them is to be disabled; when nothing is, all of them are to be enabled. */
export function toDisable(files: readonly AuthFile[]) {
  const enabled = files.filter(({ disabled }) => !disabled);
  return enabled.length > 0 ? { files: enabled, disabled: true } : { files, disabled: false };
}
