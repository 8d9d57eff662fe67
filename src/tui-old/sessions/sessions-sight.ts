import { type AuthFile, authFileState } from '../../contract/auth-file.ts';
import { createListSight, type ListSight } from '../ui/list-sight.ts';

export type SessionsSight = ListSight<AuthFile>;

const none: readonly AuthFile[] = [];

/** The accounts as the server or auth-dir has them, in that order. */
export const createSessionsSight = () =>
  createListSight<AuthFile>({
    screen: 'sessions',
    items: ({ sessions }) => sessions?.files ?? none,
    idOf: ({ name }) => name,
    words(file, now) {
      const { name, provider, account, plan, project, prefix, note, message } = file;
      return [name, provider, account, plan, project, prefix, note, message, authFileState(file, now)];
    },
  });
