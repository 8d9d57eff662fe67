import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import { type AuthFile, authFileState, isSurelyExpired } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import { sessionsOf } from '../../../operations/sessions/find-session.ts';
import { restoreSessions, revokeSessions } from '../../../operations/sessions/revoke-sessions.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Call, Command } from '../../command.ts';
import type { CommandOutcome } from '../../command-outcome.ts';
import { runOn, runOpened } from '../run.ts';
import { choiceOptions, chosenSessions, noneMatch } from './on-sessions.ts';

export const sessionsRevoke: Command = {
  usage: 'SESSION... | --state STATE | --provider NAME | --all',
  about:
    'Revokes accounts: they receive no more requests, and their files stay in the trash for 30 days. Asks first. --state expired skips accounts whose token can still be renewed. Each account is processed separately; exits with 1 if any failed.',
  words: [0, 10_000],
  options: { ...choiceOptions, ...yesOption },
  examples: [
    ['cli-proxy sessions revoke dev@example.com', 'asks for confirmation'],
    [
      'cli-proxy sessions revoke --state expired --yes --json',
      'all expired accounts; the printed token restores them',
    ],
  ],
  async run(call) {
    const chosen = await chosenSessions(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, files } = chosen.value;
    const [now, named] = [call.io.now(), call.words.length > 0];
    const isGuess = (file: AuthFile) =>
      !named && authFileState(file, now) === 'expired' && !isSurelyExpired(file, now);
    const kept = files.filter(isGuess).map(({ name }) => name);
    const note =
      kept.length === 0
        ? ''
        : `Skipped ${inWords(kept)}: the token has expired, but a server can renew it. Name the file to revoke it anyway.`;
    const names = files.filter((file) => !isGuess(file)).map(({ name }) => name);
    if (names.length === 0) return note === '' ? noneMatch : success({ ...noneMatch.value, stderr: note });
    const sure = await call.services.confirm(
      `Revoke ${inWords(names)}? ${names.length === 1 ? 'It receives' : 'They receive'} no more requests.`,
    );
    if (!sure.ok) return sure;
    const revoked = await runOpened(opened, revokeSessions, { names });
    if (!revoked.ok) return revoked;
    const { result, message } = revoked.value;
    const way =
      result.token === undefined ? '' : ` To restore, use cli-proxy sessions restore ${result.token}.`;
    return success({
      stderr: [`${message}${way}`, ...(note === '' ? [] : [note])],
      json: { ...result, token: result.token ?? null },
      code: result.failed.length > 0 ? 1 : 0,
    });
  },
};

const most = 10;

function inWords(names: readonly string[]): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

export const sessionsRestore: Command = {
  usage: '[TOKEN|FILE] [--list]',
  about:
    'Restores the accounts of the revocation TOKEN, of FILE, or of the only revocation there is. Never overwrites a file added since. Revoked files are kept for 30 days.',
  words: [0, 1],
  options: { list: { type: 'boolean', about: 'list what can be restored, newest first' } },
  examples: [
    ['cli-proxy sessions restore', 'restore what was revoked, if it was one revocation'],
    ['cli-proxy sessions restore claude-dev@example.com.json', 'restore this file'],
    ['cli-proxy sessions restore --list', 'list revocations with their tokens'],
  ],
  async run(call) {
    if (call.flag('list')) return list(call);
    const [token] = call.words;
    const restored = await runOn(call, 'write', restoreSessions, { token });
    if (!restored.ok) return restored;
    const { result, message } = restored.value;
    return success({ stderr: message, json: { ...result } });
  },
};

async function list(call: Call): Promise<CommandOutcome> {
  const opened = await call.services.openBackend('read');
  if (!opened.ok) return opened;
  const sessions = sessionsOf(opened.value.backend);
  const known = sessions.ok ? await sessions.value.revocations() : sessions;
  if (!known.ok) return known;
  const now = call.io.now();
  const rows = known.value.map(({ token, at, names }) => [
    token,
    `${formatDuration(now - at)} ago`,
    names.join(', '),
  ]);
  return success({
    stdout: alignColumns(rows).join('\n'),
    stderr: rows.length === 0 ? 'There is nothing to restore from the last 30 days.' : '',
    json: {
      revocations: known.value.map(({ token, at, names }) => ({
        token,
        at: new Date(at).toISOString(),
        names,
      })),
    },
  });
}
