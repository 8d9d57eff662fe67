import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import { success } from '../../../contract/outcome.ts';
import { sessionsOf } from '../../../operations/sessions/find-session.ts';
import { restoreSessions } from '../../../operations/sessions/revoke-sessions.ts';
import type { Call, Command, CommandOutcome } from '../../command.ts';
import { runOn } from '../client-keys/on-keys.ts';

export const sessionsRestore: Command = {
  usage: '[TOKEN|FILE] [--list]',
  about:
    'Restores the accounts of the last revocation, of TOKEN, or of FILE. Never overwrites a file added since. Revoked files are kept for 30 days.',
  words: [0, 1],
  options: { list: { type: 'boolean', about: 'what can be restored, newest first' } },
  examples: [
    ['cli-proxy sessions restore', 'what was revoked last'],
    ['cli-proxy sessions restore claude-dev@example.com.json', 'that file'],
    ['cli-proxy sessions restore --list', 'all of it, with tokens'],
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
  const opened = await call.world.openBackend('read');
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
    stderr: rows.length === 0 ? 'Nothing that was revoked in the last 30 days is left to restore.' : '',
    json: {
      revocations: known.value.map(({ token, at, names }) => ({
        token,
        at: new Date(at).toISOString(),
        names,
      })),
    },
  });
}
