import { success } from '../../../contract/outcome.ts';
import { editClientKeys } from '../../../operations/client-keys/edit-client-keys.ts';
import { limitClientKeys, readLimit, readModels } from '../../../operations/client-keys/limit-client-keys.ts';
import { limitsRow } from '../../../operations/client-keys/list-client-keys.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { keysNamed, oneOrKeys, readExpiry } from './on-keys.ts';

export const keysEdit: Command = {
  usage: 'KEY... [options]',
  about:
    'Changes the label, purpose or expiry of keys. All or nothing. To replace a key itself, use cli-proxy keys rotate.',
  words: [1, 10_000],
  options: {
    label: { type: 'string', value: 'TEXT', about: 'new label; "none" clears it' },
    purpose: { type: 'string', value: 'TEXT', about: 'new purpose; "none" clears it' },
    expires: { type: 'string', value: 'WHEN', about: 'new expiry: 90d, 2027-01-31; "none" clears it' },
  },
  examples: [
    ['cli-proxy keys edit ci --purpose ci/cd', 'leave the rest unchanged'],
    ['cli-proxy keys edit ci --expires 90d', 'expires in 90 days'],
  ],
  async run(call) {
    const [label, purpose, expires] = [call.text('label'), call.text('purpose'), call.text('expires')];
    if (label === undefined && purpose === undefined && expires === undefined) {
      return usageFailure('Nothing to change. Give --label, --purpose or --expires.');
    }
    const expiresAt = expires === undefined ? undefined : readExpiry(expires, call.io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const named = await keysNamed(call, 'write', call.words);
    if (!named.ok) return named;
    const changes = {
      ...(label === undefined ? {} : { label: label === 'none' ? null : label }),
      ...(purpose === undefined ? {} : { purpose: purpose === 'none' ? null : purpose }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.value }),
    };
    const inputs = named.value.keys.map(({ fingerprint }) => ({ fingerprint, ...changes }));
    const edited = await runOpened(named.value.opened, editClientKeys, inputs);
    if (!edited.ok) return edited;
    const { result, message } = edited.value;
    return success({
      stderr: message,
      json: oneOrKeys(
        result.map((key) => ({
          fingerprint: key.fingerprint,
          label: key.label ?? null,
          purpose: key.purpose ?? null,
          expiresAt: key.expiresAt ?? null,
        })),
      ),
    });
  },
};

export const keysLabel: Command = {
  usage: 'KEY LABEL [KEY LABEL]...',
  about:
    'Sets the label of keys. Labels are stored next to config.yaml, never in it. An empty label clears it. All or nothing.',
  words: [2, 10_000],
  examples: [
    ['cli-proxy keys label 7f3a9c21b4d0e658 team-a', 'select a key by its fingerprint'],
    ['cli-proxy keys label team-a team-b ci ci-old', 'rename two keys'],
  ],
  async run(call) {
    const { words } = call;
    if (words.length % 2 === 1) return usageFailure('Give a label after each key.');
    const names = words.filter((_, place) => place % 2 === 0);
    const labels = words.filter((_, place) => place % 2 === 1);
    const named = await keysNamed(call, 'write', names);
    if (!named.ok) return named;
    if (named.value.keys.length < names.length) return usageFailure('A key is named twice.');
    const inputs = named.value.keys.map(({ fingerprint }, place) => ({
      fingerprint,
      label: labels[place] ?? '',
    }));
    const edited = await runOpened(named.value.opened, editClientKeys, inputs);
    if (!edited.ok) return edited;
    const { result, message } = edited.value;
    const json = result.map(({ fingerprint, label }) => ({ fingerprint, label: label ?? null }));
    return success({ stderr: message, json: oneOrKeys(json) });
  },
};

export const keysLimit: Command = {
  usage: 'KEY... [options]',
  about:
    'Sets limits of keys, effective from the next request; omitted limits do not change. All or nothing. Requests over a limit get 429 with the reset time. Token counts reset at midnight and on the first of the month, server time. Enforced by the embedded server only.',
  words: [1, 10_000],
  options: {
    'requests-per-minute': {
      type: 'string',
      value: 'N',
      about: 'in any 60 seconds; "none" clears the limit',
    },
    'tokens-per-day': { type: 'string', value: 'N', about: 'input and output, such as 500k or 2M; or none' },
    'tokens-per-month': { type: 'string', value: 'N', about: 'per calendar month; or none' },
    models: {
      type: 'string',
      value: 'LIST',
      about: 'the only models allowed; * matches any text; "none" allows all',
    },
  },
  examples: [
    ['cli-proxy keys limit ci --requests-per-minute 60 --tokens-per-day 2M', 'leave the rest unchanged'],
    ["cli-proxy keys limit ci --models 'claude-*,gpt-5*' --tokens-per-month none", 'quote the asterisks'],
  ],
  async run(call) {
    const wanted = wantedLimits(call);
    if (!wanted.ok) return wanted;
    const named = await keysNamed(call, 'write', call.words);
    if (!named.ok) return named;
    const inputs = named.value.keys.map(({ fingerprint }) => ({ fingerprint, ...wanted.value }));
    const limited = await runOpened(named.value.opened, limitClientKeys, inputs);
    if (!limited.ok) return limited;
    const { result, message } = limited.value;
    const json = result.map(({ limits, ...key }) => ({ ...key, limits: limitsRow(limits) }));
    return success({ stderr: message, json: oneOrKeys(json) });
  },
};

type Wanted = Omit<Parameters<typeof limitClientKeys.run>[1][number], 'fingerprint'>;

const counted = {
  'requests-per-minute': 'requestsPerMinute',
  'tokens-per-day': 'tokensPerDay',
  'tokens-per-month': 'tokensPerMonth',
} as const;

function wantedLimits({ text }: Call): CommandOutcome<Wanted> {
  let wanted: Wanted = {};
  for (const [option, name] of Object.entries(counted)) {
    const given = text(option);
    if (given === undefined) continue;
    const limit = readLimit(given, option.replaceAll('-', ' '));
    if (!limit.ok) return usageFailure(`--${option}: ${limit.message}`);
    wanted = { ...wanted, [name]: limit.value };
  }
  const models = text('models');
  if (models !== undefined) wanted = { ...wanted, models: readModels(models) };
  if (Object.keys(wanted).length > 0) return success(wanted);
  return usageFailure(
    'Nothing to change. Give --requests-per-minute, --tokens-per-day, --tokens-per-month or --models.',
  );
}
