import { success } from '../../../contract/outcome.ts';
import { editClientKey } from '../../../operations/client-keys/edit-client-key.ts';
import { limitClientKey, readLimit, readModels } from '../../../operations/client-keys/limit-client-key.ts';
import { limitsRow } from '../../../operations/client-keys/list-client-keys.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { keyNamed, readExpiry } from './on-keys.ts';

export const keysEdit: Command = {
  usage: 'KEY [options]',
  about: 'Changes what is known of a key. For another key value, use cli-proxy keys rotate.',
  words: [1, 1],
  options: {
    label: { type: 'string', value: 'TEXT', about: 'another label; none takes it away' },
    purpose: { type: 'string', value: 'TEXT', about: 'another purpose; none takes it away' },
    expires: { type: 'string', value: 'WHEN', about: '90d, 2027-01-31 or never' },
  },
  examples: [
    ['cli-proxy keys edit ci --purpose ci/cd', 'the rest stays'],
    ['cli-proxy keys edit ci --expires 90d', 'stops by itself in 90 days'],
  ],
  async run(call) {
    const [label, purpose, expires] = [call.text('label'), call.text('purpose'), call.text('expires')];
    if (label === undefined && purpose === undefined && expires === undefined) {
      return usageFailure('Nothing to change: give --label, --purpose or --expires.');
    }
    const never = expires === 'never';
    const expiresAt = expires === undefined || never ? undefined : readExpiry(expires, call.io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const named = await keyNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const edited = await runOpened(opened, editClientKey, {
      fingerprint: key.fingerprint,
      ...(label === undefined ? {} : { label: label === 'none' ? null : label }),
      ...(purpose === undefined ? {} : { purpose: purpose === 'none' ? null : purpose }),
      ...(expires === undefined ? {} : { expiresAt: expiresAt?.value ?? null }),
    });
    if (!edited.ok) return edited;
    const { result, message } = edited.value;
    return success({
      stderr: message,
      json: {
        fingerprint: result.fingerprint,
        label: result.label ?? null,
        purpose: result.purpose ?? null,
        expiresAt: result.expiresAt ?? null,
      },
    });
  },
};

export const keysLabel: Command = {
  usage: 'KEY LABEL',
  about: 'Names a key. The label lives beside config.yaml, never in it. An empty label takes it away.',
  words: [2, 2],
  examples: [
    ['cli-proxy keys label 7f3a team-a', 'a key without a label, by the start of its fingerprint'],
    ['cli-proxy keys label team-a team-b', 'another name'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const edited = await runOpened(opened, editClientKey, {
      fingerprint: key.fingerprint,
      label: call.words[1] ?? '',
    });
    if (!edited.ok) return edited;
    const { fingerprint, label } = edited.value.result;
    return success({ stderr: edited.value.message, json: { fingerprint, label: label ?? null } });
  },
};

export const keysLimit: Command = {
  usage: 'KEY [options]',
  about:
    'Sets what a key may use at most, from the next request on; what is left out stays. Over a limit its requests are answered 429, with the time when it counts anew. Tokens count from midnight and from the first of the month, by the clock of the server. Held by the cli-proxy server; others keep no limits.',
  words: [1, 1],
  options: {
    'requests-per-minute': { type: 'string', value: 'N', about: 'in any sixty seconds; none takes it away' },
    'tokens-per-day': { type: 'string', value: 'N', about: 'in and out, such as 500k or 2M; or none' },
    'tokens-per-month': { type: 'string', value: 'N', about: 'the same for the calendar month; or none' },
    models: {
      type: 'string',
      value: 'LIST',
      about: 'the only models it may ask for, * is any text; none: all models',
    },
  },
  examples: [
    ['cli-proxy keys limit ci --requests-per-minute 60 --tokens-per-day 2M', 'the rest stays'],
    ["cli-proxy keys limit ci --models 'claude-*,gpt-5*' --tokens-per-month none", 'quote the stars'],
  ],
  async run(call) {
    const wanted = wantedLimits(call);
    if (!wanted.ok) return wanted;
    const named = await keyNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const limited = await runOpened(opened, limitClientKey, {
      fingerprint: key.fingerprint,
      ...wanted.value,
    });
    if (!limited.ok) return limited;
    const { fingerprint, limits, enforced } = limited.value.result;
    return success({
      stderr: limited.value.message,
      json: { fingerprint, limits: limitsRow(limits), enforced },
    });
  },
};

type Wanted = Omit<Parameters<typeof limitClientKey.run>[1], 'fingerprint'>;

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
    'Nothing to change: give --requests-per-minute, --tokens-per-day, --tokens-per-month or --models.',
  );
}
