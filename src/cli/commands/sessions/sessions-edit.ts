import type { AuthFileFields } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import { editSession } from '../../../operations/sessions/edit-session.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsEdit: Command = {
  usage: 'SESSION [options]',
  about:
    'Changes the prefix, priority, note or proxy of an account. Use "none" to clear one. The rest stays.',
  words: [1, 1],
  options: {
    prefix: { type: 'string', value: 'TEXT', about: 'clients select it with TEXT/model' },
    priority: { type: 'string', value: 'N', about: 'accounts with a higher priority are used first' },
    note: { type: 'string', value: 'TEXT', about: 'a note for people' },
    'proxy-url': {
      type: 'string',
      value: 'URL',
      about: 'proxy for its requests; with a password, use - for stdin',
    },
  },
  examples: [
    ['cli-proxy sessions edit dev@example.com --prefix team-a --priority 5', 'change two fields'],
    ['cli-proxy sessions edit dev@example.com --proxy-url none', 'clear the proxy'],
  ],
  async run(call) {
    const fields = await fieldsOf(call);
    if (!fields.ok) return fields;
    const chosen = await chosenSession(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, file } = chosen.value;
    const edited = await runOpened(opened, editSession, { name: file.name, fields: fields.value });
    if (!edited.ok) return edited;
    return success({ stderr: edited.value.message, json: { name: file.name } });
  },
};

async function fieldsOf(call: Call): Promise<CommandOutcome<AuthFileFields>> {
  const [prefix, priority, note] = ['prefix', 'priority', 'note'].map(call.text);
  const proxy = await proxyOf(call);
  if (!proxy.ok) return proxy;
  if ([prefix, priority, note, proxy.value].every((value) => value === undefined)) {
    return usageFailure('Nothing to change. Give --prefix, --priority, --note or --proxy-url.');
  }
  if (priority !== undefined && priority !== 'none' && !/^-?\d+$/.test(priority)) {
    return usageFailure('--priority must be a whole number, or none.');
  }
  const orNone = (value: string) => (value === 'none' ? null : value);
  return success({
    ...(prefix !== undefined && { prefix: orNone(prefix) }),
    ...(priority !== undefined && { priority: priority === 'none' ? null : Number(priority) }),
    ...(note !== undefined && { note: orNone(note) }),
    ...(proxy.value !== undefined && { proxyUrl: orNone(proxy.value) }),
  });
}

/** A password has no place on a command line, where every user of the machine can read it (M2). */
async function proxyOf(call: Call): Promise<CommandOutcome<string | undefined>> {
  const given = call.text('proxy-url');
  if (given === '-') {
    const read = await call.services.readInput('-');
    return read.ok ? success(read.value.trim()) : read;
  }
  if (given !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(given)) {
    return usageFailure(
      'A proxy with a user or password is not accepted on the command line. Use - and stdin.',
    );
  }
  return success(given);
}

export const sessionsNote: Command = {
  usage: 'SESSION [TEXT]',
  about: 'Sets a note on an account. Omit TEXT, or use "none", to clear it.',
  words: [1, 2],
  examples: [
    ['cli-proxy sessions note dev@example.com "shared by the web team"', 'set a note'],
    ['cli-proxy sessions note dev@example.com', 'clear the note'],
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
