import { alignColumns } from '../../../base/text/align-columns.ts';
import { formatDuration } from '../../../base/text/duration.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import type { QuotaWindow } from '../../../contract/quota/quota.ts';
import { sessionsOf } from '../../../operations/sessions/find-session.ts';
import { askQuota, quotaDetails, quotaRow, quotaText } from '../../../operations/sessions/session-quota.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { choiceOptions, chosenSessions } from './on-sessions.ts';

export const sessionsQuota: Command = {
  usage: '[SESSION...] [--state STATE] [--provider NAME] [--all] [--refresh]',
  about:
    'Shows how much of its quota windows each account has left, as its provider reported it in response headers or when asked. PACE is how many points of 100 are used beyond the share of the window that has passed, BURN how many an hour over the last half hour. A dash means unknown. With --refresh the provider of each chosen account is asked, once a minute at most; exits with 1 if any failed.',
  words: [0, 10_000],
  options: {
    ...choiceOptions,
    refresh: { type: 'boolean', about: 'ask the providers of the chosen accounts' },
  },
  examples: [
    ['cli-proxy sessions quota', 'what is known of all accounts'],
    ['cli-proxy sessions quota dev@example.com --refresh', 'ask its provider'],
    ['cli-proxy sessions quota --provider claude --json', 'unknown values are null'],
  ],
  async run(call) {
    const refresh = call.flag('refresh');
    const chosen = await chosenSessions(call, 'read', { all: !refresh });
    if (!chosen.ok) return chosen;
    const { opened, files } = chosen.value;
    const now = call.io.now();
    const failed: { name: string; message: string }[] = [];
    for (const { name } of refresh ? files : []) {
      const asked = await runOpened(opened, askQuota, { name });
      if (!asked.ok) failed.push({ name, message: asked.message });
    }
    const sessions = sessionsOf(opened.backend);
    const again = refresh && sessions.ok ? await sessions.value.list() : success(files);
    if (!again.ok) return again;
    const names = new Set(files.map(({ name }) => name));
    const shown = again.value.filter(({ name }) => names.has(name));
    return success({
      stdout: shown.length === 0 ? '' : quotaTable(shown, now),
      stderr: [
        ...(shown.length === 0 ? ['No matching session.'] : []),
        ...failed.map(({ name, message }) => `${name}: ${message}`),
      ],
      json: {
        sessions: shown.map(({ name, provider = null, account = null, quota }) => ({
          ...{ name, provider, account },
          quota: quotaDetails(quota, now),
        })),
        failed,
      },
      code: failed.length > 0 ? 1 : 0,
    });
  },
};

/** @param now ms since the epoch */
function quotaTable(files: readonly AuthFile[], now: number): string {
  const rows = files.flatMap(({ provider = '–', account, name, quota }) => {
    const who = [provider, account ?? name];
    const windows = quota?.windows ?? [];
    if (windows.length === 0) return [[...who, '–', '–', '–', '–', '–']];
    return windows.map((window, place) => {
      const { pace = null, burn = null } = quotaRow(quota, now)?.windows[place] ?? {};
      const points = pace === null ? null : Math.round(pace);
      const paceText = points === null ? '–' : `${points > 0 ? '+' : ''}${points}`;
      const burnText = burn === null ? '–' : `${burn}/h`;
      return [...who, window.label, paceText, burnText, quotaText(window, now), reported(window, now)];
    });
  });
  const head = ['PROVIDER', 'ACCOUNT', 'WINDOW', 'PACE', 'BURN', 'QUOTA', 'REPORTED'];
  return alignColumns([head, ...rows], [3, 4]).join('\n');
}

const reported = ({ source, observedAt }: QuotaWindow, now: number): string =>
  `${formatDuration(now - observedAt)} ago, ${source === 'headers' ? 'in headers' : 'when asked'}`;
