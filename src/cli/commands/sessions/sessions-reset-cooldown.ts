import { success } from '../../../contract/outcome.ts';
import { resetCooldown } from '../../../operations/sessions/session-state.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { chosenSessions, filterOptions, noneFits } from './on-sessions.ts';

export const sessionsResetCooldown: Command = {
  usage: 'SESSION... | --state cooling | --provider NAME',
  about: 'Gives accounts that a provider has turned away requests again at once.',
  words: [0, 10_000],
  options: filterOptions,
  examples: [
    ['cli-proxy sessions reset-cooldown dev@example.com', 'by its address'],
    ['cli-proxy sessions reset-cooldown --state cooling', 'all that rest'],
  ],
  async run(call) {
    const chosen = await chosenSessions(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, files } = chosen.value;
    if (files.length === 0) return noneFits;
    const done = await runOpened(opened, resetCooldown, { names: files.map(({ name }) => name) });
    if (!done.ok) return done;
    const { result, message } = done.value;
    return success({ stderr: message, json: { ...result }, code: result.failed.length > 0 ? 1 : 0 });
  },
};
