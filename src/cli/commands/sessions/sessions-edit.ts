import type { AuthFileFields } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import { editSession } from '../../../operations/sessions/edit-session.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsEdit: Command = {
  usage: 'SESSION [options]',
  about: 'Changes prefix, priority, note or proxy of one account; "none" takes one away. The rest stays.',
  words: [1, 1],
  options: {
    prefix: { type: 'string', value: 'TEXT', about: 'clients then ask for TEXT/model' },
    priority: { type: 'string', value: 'N', about: 'higher ones are asked first' },
    note: { type: 'string', value: 'TEXT', about: 'a note for people' },
    'proxy-url': {
      type: 'string',
      value: 'URL',
      about: 'its requests go over this proxy; with a password: - for stdin',
    },
  },
  examples: [
    ['cli-proxy sessions edit dev@example.com --prefix team-a --priority 5', 'two at once'],
    ['cli-proxy sessions edit dev@example.com --proxy-url none', 'takes the proxy away'],
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
    return usageFailure('Nothing to change: give --prefix, --priority, --note or --proxy-url.');
  }
  if (priority !== undefined && priority !== 'none' && !/^-?\d+$/.test(priority)) {
    return usageFailure('--priority needs a whole number, or none.');
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
      'A proxy with a user or password is not taken from the command line: give - and stdin.',
    );
  }
  return success(given);
}

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
