import { alignColumns } from '../../base/align-columns.ts';
import { type ClientKey, clientKeyState } from '../../contract/client-key.ts';
import { success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';
import type { ServerSight } from '../world.ts';

export const status: Command = {
  usage: '',
  about: 'Tells which config and which server are used, how many keys there are, and what needs attention.',
  words: [0, 0],
  examples: [
    ['cli-proxy status', 'for people'],
    ['cli-proxy status --json', 'for a monitor'],
  ],
  async run({ world, io, text }) {
    const url = text('url');
    const found = url === undefined ? await world.findConfig() : undefined;
    if (found && !found.ok) return found;
    const seen = await world.lookForServer();
    if (!seen.ok) return seen;
    const opened = await world.openBackend('read');
    if (!opened.ok) return opened;
    const { backend } = opened.value;
    const loaded = await backend.load();
    if (!loaded.ok) return loaded;
    const { clientKeys, problem, warnings } = loaded.value;
    const keys = countStates(clientKeys, io.now());
    const openProxy = clientKeys.length === 0;
    const json = {
      config: found?.value ?? null,
      server: seen.value,
      signedInAs: backend.signedInAs,
      keys: { total: clientKeys.length, ...keys },
      openProxy,
      problem,
      warnings,
    };
    const attention = [
      ...(openProxy ? ['There are no client keys: every request is let in.'] : []),
      ...(problem ? [`The file has an error and is not in force: ${problem.message}`] : []),
      ...warnings,
    ];
    const states = Object.entries(keys).map(([state, count]) => `${count} ${state}`);
    const rows = [
      ['config', found ? `${found.value.path} (${found.value.why})` : '–'],
      ['server', serverLine(seen.value)],
      ['signed in', backend.signedInAs],
      ['client keys', [String(clientKeys.length), ...states].join(' · ')],
      ...attention.map((line) => ['warning', line]),
    ];
    return success({ stdout: alignColumns(rows).join('\n'), stderr: opened.value.note ?? '', json });
  },
};

function countStates(keys: readonly ClientKey[], now: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) {
    const state = clientKeyState(key, now);
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

function serverLine({ kind, url, version, reason }: ServerSight): string {
  if (kind === 'ours') return `${url}, cli-proxy ${version ?? ''}`.trim();
  if (kind === 'public') return `${url}, public CLI Proxy API server ${version ?? ''}`.trim();
  return kind === 'foreign' ? `${url}, another server` : `none: ${reason ?? 'nothing answers'}`;
}
