import type { Backend } from '../../backend/backend.ts';
import { alignColumns } from '../../base/text/align-columns.ts';
import { authFileState } from '../../contract/auth-file.ts';
import { clientKeyState } from '../../contract/client-key.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Command } from '../command.ts';
import { exitCodes, usageFailure } from '../command-outcome.ts';
import type { ServerProbe } from '../command-services.ts';
import { defaultLine, statusFields, statusLine, troubled, unknownField } from '../print/status-line.ts';

export const status: Command = {
  usage: '[--line [FORMAT]]',
  about:
    'Shows which config and which server are used, how many keys there are, and what needs attention. Exits with 4 when the program at the server address does not answer like a server, and with 0 when no server runs.',
  words: [0, 1],
  options: {
    line: {
      type: 'boolean',
      about: `one line for a status bar or prompt: ${defaultLine}, or your FORMAT of {${Object.keys(statusFields).join('}, {')}}; what is in [ ] is left out if it is unknown or 0`,
    },
  },
  examples: [
    ['cli-proxy status', 'as text'],
    ["tmux set -g status-right '#(cli-proxy status --line)'", 'in the status bar of tmux'],
    ["cli-proxy status --line '{sign}[ {quota} {account}]'", 'in a format of your own'],
    ['cli-proxy status --json', 'for monitoring'],
  ],
  async run(call) {
    const { services, io, words } = call;
    const [format = defaultLine] = words;
    if (!call.flag('line') && words.length > 0) return usageFailure('A format is only used with --line.');
    const wrong = unknownField(format);
    if (wrong !== undefined)
      return usageFailure(`Unknown name {${wrong}}. Names: ${Object.keys(statusFields).join(', ')}.`);
    const url = await services.url();
    if (!url.ok) return url;
    const found = url.value === undefined ? await services.findConfig() : undefined;
    if (found && !found.ok) return found;
    const seen = await services.lookForServer();
    if (!seen.ok) return seen;
    // There are no files to read instead, and a server that hangs is not waited for twice.
    if (url.value !== undefined && seen.value.reason !== undefined)
      return failure('unreachable', seen.value.reason);
    const opened = await services.openBackend('look');
    if (!opened.ok) return opened;
    const { backend } = opened.value;
    if (call.flag('line')) {
      const [state, sessions] = await Promise.all([
        backend.load(AbortSignal.timeout(lineMs)),
        backend.sessions?.list(AbortSignal.timeout(lineMs)),
      ]);
      const facts = {
        probe: seen.value,
        state: state.ok ? state.value : undefined,
        sessions: sessions?.ok ? sessions.value : undefined,
        now: io.now(),
      };
      const fields = Object.entries(statusFields).map(([name, read]) => [name, read(facts) ?? null]);
      return success({ stdout: statusLine(format, facts), json: Object.fromEntries(fields) });
    }
    const server = known(seen.value, backend);
    // Without an answer the load says why.
    await backend.configFile?.look();
    const loaded = await backend.load();
    if (!loaded.ok) return loaded;
    const { clientKeys, problem, warnings } = loaded.value;
    const keys = counted(clientKeys.map((key) => clientKeyState(key, io.now())));
    const listed = await backend.sessions?.list();
    const accounts = listed?.ok ? listed.value.map((file) => authFileState(file, io.now())) : undefined;
    const sessions = accounts && counted(accounts);
    const waiting = accounts?.filter((state) => troubled.has(state)).length ?? 0;
    const openProxy = clientKeys.length === 0;
    const json = {
      config: found?.value ?? null,
      server,
      signedInAs: backend.signedInAs,
      keys: { total: clientKeys.length, ...keys },
      sessions: accounts && sessions ? { total: accounts.length, ...sessions } : null,
      openProxy,
      problem,
      warnings,
    };
    const attention = [
      ...(openProxy ? ['There are no client keys: the server accepts every request.'] : []),
      ...(problem
        ? [problem.unloaded ? problem.message : `The file has an error and is not active: ${problem.message}`]
        : []),
      ...warnings,
      ...(listed?.ok === false ? [listed.message] : []),
      ...(waiting > 0 ? [`Sessions that need attention: ${waiting}. See cli-proxy sessions list.`] : []),
    ];
    const rows = [
      ['config', found ? `${found.value.path} (${found.value.why})` : '–'],
      ['server', serverLine(server)],
      ['signed in', backend.signedInAs],
      ['client keys', countsText(clientKeys.length, keys)],
      ...(accounts && sessions ? [['sessions', countsText(accounts.length, sessions)]] : []),
      ...attention.map((line) => ['warning', line]),
    ];
    return success({
      stdout: alignColumns(rows).join('\n'),
      stderr: opened.value.note ?? '',
      json,
      ...(isUnexpected(server) && { code: exitCodes.unreachable }),
    });
  },
};

/** ms: a prompt does not wait longer. */
const lineMs = 1_000;

function counted(states: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const countsText = (total: number, counts: Readonly<Record<string, number>>): string =>
  [String(total), ...Object.entries(counts).map(([state, count]) => `${count} ${state}`)].join(' · ');

/** Something is there and cannot be asked: what else is shown comes from the files alone. */
const isUnexpected = ({ kind }: ServerProbe) => kind === 'foreign' || kind === 'unclear';

/** What a public server reports only after a sign-in. */
function known(seen: ServerProbe, { kind, version }: Backend): ServerProbe {
  if (kind !== 'go-v6' && kind !== 'go-v7') return seen;
  // A newer one counts as v7; its version shows it.
  const newer = /^v?(?!7\.)\d+\./.test(version ?? '');
  const generation = kind === 'go-v6' ? 'v6' : newer ? 'unknown' : 'v7';
  return { ...seen, generation, ...(version !== undefined && { version }) };
}

function serverLine({ kind, url, version, generation, reason }: ServerProbe): string {
  if (kind === 'ours') return `${url}, cli-proxy ${version ?? ''}`.trim();
  if (kind === 'none') return `none: ${reason ?? ''}`;
  if (kind !== 'public') return `not reached: ${reason ?? ''}`;
  const words = [generation === 'unknown' ? undefined : generation, version && `(${version})`];
  return [`${url}, public CLI Proxy API server`, ...words].filter(Boolean).join(' ');
}
