import { success } from '../../../contract/outcome.ts';
import { limitClientKey, readLimit, readModels } from '../../../operations/client-keys/limit-client-key.ts';
import { limitsRow } from '../../../operations/client-keys/list-client-keys.ts';
import { type Call, type Command, type CommandOutcome, usageFailure } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

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
