import { success } from '../../../contract/outcome.ts';
import { editSession } from '../../../operations/sessions/edit-session.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsNote: Command = {
  usage: 'SESSION [TEXT]',
  about: 'Writes a note to an account; without TEXT, or with "none", takes it away.',
  words: [1, 2],
  examples: [
    ['cli-proxy sessions note dev@example.com "shared by the web team"', 'for whoever looks next'],
    ['cli-proxy sessions note dev@example.com', 'takes it away'],
  ],
  async run(call) {
    const [, text = 'none'] = call.words;
    const chosen = await chosenSession(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, file } = chosen.value;
    const note = text === 'none' || text.trim() === '' ? null : text;
    const edited = await runOpened(opened, editSession, { name: file.name, fields: { note } });
    if (!edited.ok) return edited;
    return success({ stderr: edited.value.message, json: { name: file.name, note } });
  },
};
