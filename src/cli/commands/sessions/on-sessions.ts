import { didYouMean } from '../../../base/text/did-you-mean.ts';
import { type AuthFile, type AuthFileState, authFileStates } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import { findSession, sessionsOf } from '../../../operations/sessions/find-session.ts';
import { matchesFilter, type SessionFilter } from '../../../operations/sessions/list-sessions.ts';
import type { Call, OptionSpec } from '../../command.ts';
import { type Answer, type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import type { Opened } from '../../command-services.ts';

/** For commands that name sessions by what they are. */
export const filterOptions: Readonly<Record<string, OptionSpec>> = {
  state: {
    type: 'string',
    value: 'STATE',
    choices: authFileStates,
    about: `only sessions with this state: ${authFileStates.join(', ')}`,
  },
  provider: { type: 'string', value: 'NAME', about: 'only sessions of this provider: claude, codex …' },
};

/** For commands that do something to the sessions that are chosen. */
export const choiceOptions: Readonly<Record<string, OptionSpec>> = {
  ...filterOptions,
  all: { type: 'boolean', about: 'all sessions' },
};

export function readFilter({ text }: Call): CommandOutcome<SessionFilter> {
  const state = text('state')?.toLowerCase().replaceAll('-', ' ');
  if (state !== undefined && !authFileStates.includes(state as AuthFileState)) {
    const meant = didYouMean(state, authFileStates);
    return usageFailure(`Unknown state "${state}".${meant} States: ${authFileStates.join(', ')}.`);
  }
  return success({ state: state as AuthFileState | undefined, provider: text('provider') });
}

interface ChosenSessions {
  readonly opened: Opened;
  readonly files: readonly AuthFile[];
}

/**
 * The sessions that the words name, those that --state and --provider let through, or --all; all words or a failure.
 * @param all without either, every session
 */
export async function chosenSessions(
  call: Call,
  use: 'read' | 'write',
  { all = false }: { readonly all?: boolean } = {},
): Promise<CommandOutcome<ChosenSessions>> {
  const filter = readFilter(call);
  if (!filter.ok) return filter;
  const filtered = Object.values(filter.value).some((value) => value !== undefined);
  const chosen = Number(call.words.length > 0) + Number(filtered) + Number(call.flag('all'));
  if (chosen > 1) return usageFailure('Use only one of names, --state and --provider, and --all.');
  if (chosen === 0 && !all) {
    return usageFailure('Give sessions by file or account, or use --state, --provider or --all.');
  }
  if (call.words.length === 0 && !filtered) return listedSessions(call, use);
  const listed = await listedSessions(call, use);
  if (!listed.ok) return listed;
  const { opened, files } = listed.value;
  if (filtered) {
    const now = call.io.now();
    return success({ opened, files: files.filter((file) => matchesFilter(file, filter.value, now)) });
  }
  const named: AuthFile[] = [];
  for (const word of call.words) {
    const found = findSession(files, word, use);
    if (!found.ok) return found;
    named.push(found.value);
  }
  return success({ opened, files: named });
}

/** The one session of the first word. */
export async function chosenSession(
  call: Call,
  use: 'read' | 'write',
): Promise<CommandOutcome<{ readonly opened: Opened; readonly file: AuthFile }>> {
  const listed = await listedSessions(call, use);
  if (!listed.ok) return listed;
  const found = findSession(listed.value.files, call.words[0] ?? '', use);
  return found.ok ? success({ opened: listed.value.opened, file: found.value }) : found;
}

async function listedSessions(call: Call, use: 'read' | 'write'): Promise<CommandOutcome<ChosenSessions>> {
  const opened = await call.services.openBackend(use);
  if (!opened.ok) return opened;
  const sessions = sessionsOf(opened.value.backend);
  const listed = sessions.ok ? await sessions.value.list() : sessions;
  return listed.ok ? success({ opened: opened.value, files: listed.value }) : listed;
}

/** A filter without matches is no error: a nightly script must not fail on it. */
export const noneMatch = success<Answer>({
  stderr: 'No matching session.',
  json: { done: [], failed: [] },
});
