import { success } from '../../../contract/outcome.ts';
import { listSessions } from '../../../operations/sessions/list-sessions.ts';
import type { Command } from '../../command.ts';
import { sessionsTable } from '../../print/sessions-table.ts';
import { runOn } from '../client-keys/on-keys.ts';
import { filterOptions, readFilter } from './on-sessions.ts';

export const sessionsList: Command = {
  usage: '[--state STATE] [--provider NAME] [--names]',
  about:
    'Lists the accounts of auth-dir, or of the server, without their tokens. CALLS and ERRORS are of today, or since the start of a public server. A dash is unknown or not set.',
  words: [0, 0],
  options: {
    ...filterOptions,
    names: { type: 'boolean', about: 'the names of the files alone, one a line' },
  },
  examples: [
    ['cli-proxy sessions list', 'as a table'],
    ['cli-proxy sessions list --state expired --names', 'for a script'],
    ['cli-proxy sessions list --provider claude --json', 'what is unknown is null'],
  ],
  async run(call) {
    const filter = readFilter(call);
    if (!filter.ok) return filter;
    const listed = await runOn(call, 'read', listSessions, filter.value);
    if (!listed.ok) return listed;
    const { sessions, total } = listed.value.result;
    const names = sessions.map(({ name }) => name);
    const warnings = sessions.flatMap(({ name, warning }) =>
      warning === null ? [] : [`${name}: ${warning}`],
    );
    return success({
      stdout: call.flag('names')
        ? names
        : sessions.length === 0
          ? ''
          : sessionsTable(sessions, call.io.now()),
      stderr: [...(sessions.length === 0 ? [listed.value.message] : []), ...warnings],
      json: { sessions, total },
    });
  },
};
