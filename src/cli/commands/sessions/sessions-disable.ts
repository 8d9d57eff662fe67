import { success } from '../../../contract/outcome.ts';
import { setSessionState } from '../../../operations/sessions/session-state.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { chosenSessions, filterOptions, noneFits } from './on-sessions.ts';

export const sessionsDisable: Command = {
  usage: 'SESSION... | --state STATE | --provider NAME',
  about:
    'Accounts that are disabled get no request and keep their tokens. Several are done each by itself; exit code 1 when one was not.',
  words: [0, 10_000],
  options: filterOptions,
  examples: [
    ['cli-proxy sessions disable dev@example.com', 'by its address'],
    ['cli-proxy sessions disable --state failing', 'all that fail'],
  ],
  async run(call) {
    const chosen = await chosenSessions(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, files } = chosen.value;
    if (files.length === 0) return noneFits;
    const names = files.map(({ name }) => name);
    const done = await runOpened(opened, setSessionState, { names, disabled: true });
    if (!done.ok) return done;
    const { result, message } = done.value;
    return success({ stderr: message, json: { ...result }, code: result.failed.length > 0 ? 1 : 0 });
  },
};
