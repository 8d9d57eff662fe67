import type { Backend, BackendSessions } from '../../backend/backend.ts';
import type { AuthFile, AuthFileBatch } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { itemsMeant, suggestItems, type Use } from '../find-item.ts';
import { words } from './words.ts';

/**
 * The session that a person means by the name of its file, with or without `.json`, or by its account; to read, also
 * by the start of one (`itemsMeant`). Several: `invalid` with the candidates.
 */
export function findSession(files: readonly AuthFile[], text: string, use: Use): Outcome<AuthFile> {
  const wanted = text.trim();
  if (wanted === '') return failure('invalid', 'Give a session by its file or account.');
  const folded = wanted.toLowerCase();
  const starts = ({ name, account }: AuthFile) =>
    [name, account].some((one) => one?.toLowerCase().startsWith(folded));
  const ways: ((file: AuthFile) => boolean)[] = [
    ({ name }) => name === wanted,
    ({ name }) => name === `${wanted}.json`,
    ({ account }) => account?.toLowerCase() === folded,
    ...(use === 'read' ? [starts] : []),
  ];
  const found = itemsMeant(files, ways, use);
  const [only] = found;
  if (found.length === 1 && only) return success(only);
  if (found.length > 1) return ambiguous(wanted, found);
  const known = files.length === 0 ? 'There are no sessions.' : 'See cli-proxy sessions list.';
  const meant = suggestItems(
    wanted,
    files.flatMap(({ name, account }) => (name.toLowerCase().startsWith(folded) ? name : [account, name])),
  );
  return failure('invalid', `No session has the file or account ${wanted}.${meant} ${known}`);
}

const most = 5;

function ambiguous(wanted: string, found: readonly AuthFile[]) {
  const shown = found.slice(0, most).map(({ name }) => name);
  const more = found.length > most ? ` and ${found.length - most} more` : '';
  return failure('invalid', `Several sessions match ${wanted}. Give a file: ${shown.join(', ')}${more}.`);
}

export function sessionsOf({ sessions }: Backend): Outcome<BackendSessions> {
  if (sessions) return success(sessions);
  return failure('unsupported', words().notHere);
}

/**
 * `3 sessions`, or the one as lists show it: `claude dev@example.com`.
 * @param files where it is, as they were listed; one that is not there, or not the only one of its account, is named by
 * its file
 */
export function sessionsName(names: readonly string[], files: readonly AuthFile[]): string {
  const [only] = names;
  if (names.length !== 1 || only === undefined) return words().sessions(names.length);
  const shown = ({ provider, account }: AuthFile) => account && `${provider ?? '?'} ${account}`;
  const file = files.find(({ name }) => name === only);
  const name = file && shown(file);
  return name && files.filter((one) => shown(one) === name).length === 1 ? name : only;
}

/** For names in a sentence: none if they cannot be listed. */
export async function listedFor(
  sessions: BackendSessions,
  signal?: AbortSignal,
): Promise<readonly AuthFile[]> {
  const listed = await sessions.list(signal);
  return listed.ok ? listed.value : [];
}

/** A sentence for what of several could not be done; empty: all was. */
export function failedNote({ failed }: Pick<AuthFileBatch, 'failed'>): string {
  const [first] = failed;
  if (!first) return '';
  if (failed.length === 1) return words().failed(first.name, first.message);
  return words().severalFailed(failed.length, first.name, first.message);
}
