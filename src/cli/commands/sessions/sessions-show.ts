import { alignColumns } from '../../../base/text/align-columns.ts';
import { success } from '../../../contract/outcome.ts';
import { sessionsOf } from '../../../operations/sessions/find-session.ts';
import { type SessionRow, sessionRow } from '../../../operations/sessions/list-sessions.ts';
import type { Command } from '../../command.ts';
import { agoText, untilText } from '../../print/sessions-table.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsShow: Command = {
  usage: 'SESSION',
  about:
    'Tells what is known of one account, named by its file or its address, with its models. Its tokens are not shown.',
  words: [1, 1],
  examples: [
    ['cli-proxy sessions show dev@example.com', 'by its address'],
    ['cli-proxy sessions show codex-dev@example.com-plus.json --json', 'by its file'],
  ],
  async run(call) {
    const chosen = await chosenSession(call, 'read');
    if (!chosen.ok) return chosen;
    const { opened, file } = chosen.value;
    const sessions = sessionsOf(opened.backend);
    if (!sessions.ok) return sessions;
    const inspected = await sessions.value.inspect(file.name);
    if (!inspected.ok) return inspected;
    const models = await sessions.value.models(file.name);
    const row = sessionRow(inspected.value, call.io.now());
    const ids = models.ok ? models.value.map(({ id }) => id) : null;
    return success({
      stdout: detail(row, ids, call.io.now()),
      stderr: models.ok ? '' : models.message,
      json: { ...row, models: ids },
    });
  },
};

function detail(row: SessionRow, models: readonly string[] | null, now: number): string {
  const { traffic } = row;
  const calls = traffic ? `${traffic.calls}, ${traffic.errors} failed, since ${traffic.since}` : null;
  const lines: [string, string | number | null][] = [
    ['file', row.name],
    ['provider', row.provider],
    ['account', row.account],
    ['plan', row.plan],
    ['project', row.project],
    ['state', row.state],
    ['says', row.message],
    ['link', row.link],
    ['expires', row.expiresAt && `${row.expiresAt} (${untilText(row.expiresAt, now)})`],
    ['last refresh', row.lastRefresh && `${row.lastRefresh.at} (${agoText(row.lastRefresh, now)})`],
    ['cooling until', row.coolingUntil],
    ['prefix', row.prefix],
    ['priority', row.priority],
    ['note', row.note],
    ['proxy', row.proxyUrl],
    ['calls', calls],
    ['models', models && (models.length === 0 ? 'none' : models.join(', '))],
    ['modified', row.modifiedAt],
    ['path', row.path],
    ...(row.warning === null ? [] : [['warning', row.warning] as [string, string]]),
  ];
  return alignColumns(lines.map(([name, value]) => [name, value === null ? '–' : String(value)])).join('\n');
}
