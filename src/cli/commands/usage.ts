import { parseDuration } from '../../base/text/duration.ts';
import { formatInstant } from '../../base/text/instant-text.ts';
import { success } from '../../contract/outcome.ts';
import {
  completeFrom,
  type UsageDimension,
  type UsageQuery,
  type UsageTerm,
  usageDimensions,
  whyNotRecording,
} from '../../contract/usage-figures.ts';
import { findClientKey } from '../../operations/client-keys/find-client-key.ts';
import { usageFeedOption } from '../args/common-options.ts';
import type { Call, Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { followUsage, howToRecord, noUsage } from '../print/follow-usage.ts';
import {
  explainUsage,
  groupsAsCsv,
  groupsAsTable,
  maxRefusals,
  showRefusals,
  showRequests,
  totalsLine,
  withNulls,
} from '../print/usage-table.ts';

export const usage: Command = {
  usage: '[--by key] [--since 24h] [--follow]',
  about:
    'Shows requests, errors, latency, tokens and cost at list prices. A dash or "unknown" means not reported; "+" means partly reported.',
  words: [0, 0],
  options: {
    by: {
      type: 'string',
      value: 'WHAT',
      choices: usageDimensions,
      about: `group by ${usageDimensions.join(', ')} (default key)`,
    },
    since: { type: 'string', value: 'TIME', about: 'how far back: 90m, 24h (default), 7d' },
    until: { type: 'string', value: 'TIME', about: 'only requests older than this: 1h, 1d' },
    client: { type: 'string', value: 'KEY', about: 'only this client key: label or fingerprint' },
    provider: { type: 'string', value: 'NAME', about: 'only this provider' },
    account: { type: 'string', value: 'NAME', about: 'only this account or masked provider key' },
    model: { type: 'string', value: 'NAME', about: 'only this model' },
    application: { type: 'string', value: 'NAME', about: 'only this application (X-Title)' },
    address: { type: 'string', value: 'ADDRESS', about: 'only requests from this IP address' },
    server: { type: 'string', value: 'NAME', about: 'only this server, where several share a database' },
    status: { type: 'string', value: 'STATUS', about: 'only a status such as 429, 4xx, ok or failed' },
    requests: { type: 'string', value: 'COUNT', about: 'list the newest requests, up to 1000' },
    refused: { type: 'boolean', about: 'list addresses without a valid client key' },
    why: { type: 'boolean', about: 'explain failures, retries, latency and unknown costs' },
    follow: { type: 'boolean', short: 'f', about: 'print requests as they finish, until Ctrl-C' },
    csv: { type: 'boolean', about: 'the same as -o csv' },
    ...usageFeedOption,
  },
  examples: [
    ['cli-proxy usage', 'the last day by client key'],
    ['cli-proxy usage --by model --since 7d --csv', 'for a spreadsheet'],
    ['cli-proxy usage --client team-a --by status', 'results of the requests of one key'],
    ['cli-proxy usage --client old:team-a --by address', 'which machines still use the old key'],
    ['cli-proxy usage --status failed --requests 5 --why', 'the last five failures, and why'],
    ['cli-proxy usage --follow', 'each request as it finishes'],
  ],
  async run(call) {
    const asked = readUsageArguments(call);
    if (!asked.ok) return asked;
    const { by, query, requests } = asked.value;
    const opened = await call.services.openBackend('read');
    if (!opened.ok) return opened;
    const named = await nameKey(opened.value, query, call.text('client'));
    if (!named.ok) return named;
    if (call.flag('follow') && ['yaml', 'csv'].includes(call.text('output') ?? ''))
      return usageFailure('--follow prints lines of text, or with --json one JSON document a line.');
    if (call.flag('follow')) return followUsage(call, opened.value, named.value);
    const { backend, besidePublic } = opened.value;
    const { usage } = backend;
    if (!usage) return noUsage(opened.value);
    if (requests !== undefined)
      return showRequests(call, usage, named.value, requests, await masksOf(opened.value));
    if (call.flag('refused')) return showRefusals(call, usage, named.value);
    if (call.flag('why')) return explainUsage(call, usage, named.value);
    // They have no client key, model …: with such a filter they are not meant.
    const { since, until, server, ...filters } = named.value;
    const all = Object.keys(filters).length === 0;
    const answer = await usage.figures({
      query: named.value,
      by: [by],
      ...(all && { refusals: maxRefusals }),
    });
    if (!answer.ok) return answer;
    const { totals, groups, labels, problems, recording, reason, servers, refusals } = answer.value;
    const refused = refusals?.reduce((sum, { requests }) => sum + requests, 0);
    const rows = groups[by] ?? [];
    const completeSince = completeFrom(answer.value, totals.since);
    const counted = completeSince === undefined ? '' : formatInstant(completeSince, call.io.now());
    const idle = whyNotRecording(answer.value);
    // Nothing was found where nothing is looked at: that is no answer. On disk, a server may yet begin to, with a
    // `reason` other than the setting.
    const mayBegin = backend.kind === 'disk' && !besidePublic && reason !== undefined;
    const view = { by, rows, labels };
    const masks = by === 'key' ? await masksOf(opened.value) : {};
    const notes = [...problems, ...(idle === undefined ? [] : [idle + howToRecord(opened.value)])];
    const table = [
      groupsAsTable({ ...view, labels: { ...masks, ...labels } }),
      '',
      totalsLine(totals, call.io.now()) + (counted && `, complete since ${counted}`),
      ...serversLine(servers, server),
    ].join('\n');
    return success({
      stdout: rows.length > 0 ? table : noRequests(idle, counted, problems),
      csv: groupsAsCsv(view),
      stderr: [...notes, ...refusedLine(refused)],
      json: {
        by,
        totals: withNulls(totals),
        groups: rows.map(withNulls),
        labels,
        recording,
        ...(completeSince !== undefined && { completeSince: new Date(completeSince).toISOString() }),
        ...(refused !== undefined && { refused }),
        ...(servers && { servers }),
        ...(problems.length > 0 && { problems }),
        ...(idle !== undefined && { reason: idle }),
      },
      code: rows.length === 0 && idle !== undefined && !mayBegin ? 1 : 0,
    });
  },
};

interface UsageArguments {
  readonly by: UsageDimension;
  readonly query: UsageQuery;
  readonly requests: number | undefined;
}

function readUsageArguments({ text, io }: Call): CommandOutcome<UsageArguments> {
  // As a filter of the console names it.
  const by = text('by') === 'app' ? 'application' : (text('by') ?? 'key');
  if (!isDimension(by))
    return usageFailure(`--by must be one of ${usageDimensions.join(', ')}, not "${by}".`);
  const since = parseDuration(text('since') ?? '24h');
  if (since === undefined) return usageFailure('--since needs a time such as 90m, 24h or 7d.');
  const requests = text('requests');
  const count = requests === undefined ? undefined : Number(requests);
  if (count !== undefined && !(Number.isInteger(count) && count > 0 && count <= 1000))
    return usageFailure('--requests needs a number from 1 to 1000.');
  const status = text('status');
  if (status !== undefined && !/^(0|\d{3}|[1-5]xx|ok|failed)$/i.test(status))
    return usageFailure('--status needs a number such as 429, a class such as 4xx, ok or failed.');
  const isClass = status !== undefined && /xx$/i.test(status);
  const word = (['ok', 'failed'] as const).find((it) => it === status?.toLowerCase());
  const wanted = status === undefined || isClass ? undefined : (word ?? Number(status));
  const until = text('until') === undefined ? undefined : parseDuration(text('until') ?? '');
  if (text('until') !== undefined && (until === undefined || until >= since))
    return usageFailure('--until needs a time such as 1h that is shorter than --since.');
  const [provider, account] = [text('provider'), text('account')];
  const [model, application, server] = [text('model'), text('application'), text('server')];
  const address = text('address');
  const terms: UsageTerm[] = [
    ...(isClass ? [{ field: 'status' as const, is: [status.toLowerCase()] }] : []),
    ...(address === undefined ? [] : [{ field: 'address' as const, is: [address] }]),
  ];
  const query: UsageQuery = {
    since: io.now() - since,
    ...(until !== undefined && { until: io.now() - until }),
    ...(account !== undefined && { account }),
    ...(provider !== undefined && { provider }),
    ...(model !== undefined && { model }),
    ...(application !== undefined && { application }),
    ...(server !== undefined && { server }),
    ...(wanted !== undefined && { status: wanted }),
    ...(terms.length > 0 && { terms }),
  };
  return success({ by, query, requests: count });
}

/** A key that is gone from the config is still in the usage, by its fingerprint. */
async function nameKey(
  { backend }: Opened,
  query: UsageQuery,
  name: string | undefined,
): Promise<CommandOutcome<UsageQuery>> {
  if (name === undefined) return success(query);
  const loaded = await backend.load();
  if (!loaded.ok) return loaded;
  const found = findClientKey(loaded.value.clientKeys, name, 'read');
  if (found.ok) return success({ ...query, clientKey: found.value.fingerprint });
  return /^[0-9a-f]{16}$/.test(name) ? success({ ...query, clientKey: name }) : found;
}

/** Of the keys of the config, by fingerprint; none if it cannot be read: the figures do not need it. */
async function masksOf({ backend }: Opened): Promise<Readonly<Record<string, string>>> {
  const loaded = await backend.load();
  return loaded.ok
    ? Object.fromEntries(loaded.value.clientKeys.map(({ fingerprint, key }) => [fingerprint, key.mask]))
    : {};
}

const isDimension = (text: string): text is UsageDimension =>
  (usageDimensions as readonly string[]).includes(text);

/** Which servers the figures are of, where several share a database. */
const serversLine = (servers: readonly string[] | undefined, server: string | undefined): string[] =>
  servers ? [`servers: ${server ?? servers.join(', ')}`] : [];

const refusedLine = (count = 0): string[] =>
  count === 0
    ? []
    : [`${count} more without a valid client key were refused; usage --refused lists their addresses.`];

const noRequests = (idle: string | undefined, counted: string, problems: readonly string[]): string => {
  if (idle !== undefined) return 'No requests are recorded here.';
  if (problems.length > 0) return 'No requests are stored.';
  // Also true where a filter or --until leaves out what came since.
  return counted === '' ? 'No requests.' : `No matching requests are recorded; counting began ${counted}.`;
};
