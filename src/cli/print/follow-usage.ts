import type { ServerState } from '../../backend/backend.ts';
import { success } from '../../contract/outcome.ts';
import { isStatus, type UsageQuery, whyNotRecording } from '../../contract/usage-figures.ts';
import type { UsageRecord } from '../../contract/usage-record.ts';
import { nameOf } from '../../operations/client-keys/find-client-key.ts';
import type { Call } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { printJson, printLine } from './print-answer.ts';
import { count, time } from './usage-table.ts';

/** Prints the requests of the filter as they end, one line each, until Ctrl-C or the pipe is closed. */
export async function followUsage(
  call: Call,
  { backend }: Opened,
  query: UsageQuery,
): Promise<CommandOutcome> {
  if (backend.kind === 'disk') {
    return {
      ok: false,
      kind: 'unsupported',
      message:
        'Only a running server reports requests as they finish. Start it, or give --url and a password.',
    };
  }
  const { usage } = backend;
  if (!usage) return noUsage({ backend });
  const now = call.io.now();
  const seen = await usage.figures({ query: { since: now } });
  // Requests that end are printed even if earlier ones cannot be read.
  if (!seen.ok && seen.kind !== 'failed') return seen;
  const idle = seen.ok ? whyNotRecording(seen.value) : undefined;
  if (idle !== undefined) return { ok: false, kind: 'unsupported', message: idle + howToRecord({ backend }) };
  const loaded = await backend.load();
  if (!loaded.ok) return loaded;
  const labels = labelsOf(loaded.value);
  const { stdout, stderr } = call.io;
  const print = (record: UsageRecord) => {
    if (!matches(record, query)) return;
    if (call.flag('json')) printJson(stdout, record);
    else printLine(stdout, lineOf(record, labels));
  };
  return new Promise((resolve) => {
    let lost = false;
    const end = (outcome: CommandOutcome) => {
      forget();
      stop();
      stdout.off('error', gone);
      resolve(outcome);
    };
    const gone = () => end(success({}));
    const forget = call.io.onStopSignal(gone);
    stdout.on('error', gone);
    const stop = backend.subscribe((event) => {
      if (event.type === 'usage') {
        event.records.forEach(print);
        if (event.missed) printLine(stderr, `${event.missed} more requests finished at the same time.`);
      } else if (event.type === 'feed') {
        if (event.state === 'refused') end({ ok: false, kind: 'denied', message: event.reason });
        else if (event.state === 'lost') printLine(stderr, `cli-proxy: ${event.reason} Retrying.`);
        else
          printLine(stderr, lost ? 'cli-proxy: reconnected.' : 'Waiting for requests. Press Ctrl-C to stop.');
        lost = event.state === 'lost';
      }
    });
  });
}

export const noUsage = ({ backend }: Pick<Opened, 'backend'>): CommandOutcome<never> => ({
  ok: false,
  kind: 'unsupported',
  message: `${backend.place} does not report usage.`,
});

/** What makes this command read the usage of a public server, to follow why it does not. */
export const howToRecord = ({ backend }: Pick<Opened, 'backend'>): string =>
  backend.feedQuestion !== undefined || backend.feedAnswer === false
    ? ' To read it, use --usage-feed queue (or, with --follow, subscribe), or press F in the console.'
    : '';

function matches(record: UsageRecord, query: UsageQuery): boolean {
  const { status, terms = [] } = query;
  const isWanted = (wanted: string) => isStatus(wanted, record.status, record.failed);
  if (status !== undefined && !isWanted(String(status))) return false;
  // The terms of a command are of the status and the address.
  const isFrom = (address: string) => address.toLowerCase() === record.address?.toLowerCase();
  for (const { field, is = [] } of terms) if (!is.some(field === 'address' ? isFrom : isWanted)) return false;
  return (['clientKey', 'provider', 'account', 'model', 'application'] as const).every(
    (name) => query[name] === undefined || query[name] === record[name],
  );
}

function lineOf(record: UsageRecord, labels: ReadonlyMap<string, string>): string {
  const { clientKey, tokens } = record;
  const key = clientKey === undefined ? 'no key' : (labels.get(clientKey) ?? clientKey);
  const fields = [
    new Date(record.at).toISOString(),
    record.status > 0 ? String(record.status) : '–',
    record.failed ? 'failed' : 'ok',
    key,
    record.provider ?? '–',
    record.model ?? record.alias ?? '–',
    time(record.latencyMs),
    `in ${count(tokens?.input)} out ${count(tokens?.output)} cached ${count(tokens?.cached)}`,
    ...(record.application === undefined ? [] : [record.application]),
    ...(record.error === undefined ? [] : [record.error]),
  ];
  return fields.join('  ');
}

function labelsOf({ clientKeys }: ServerState): ReadonlyMap<string, string> {
  return new Map(clientKeys.map((key) => [key.fingerprint, nameOf(key)]));
}
