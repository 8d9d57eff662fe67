import { toJson } from '../../../base/text/terminal-text.ts';
import { configSchema } from '../../../contract/config.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import {
  rotateManagementSecret,
  setSetting,
  settingAt,
  wrongValue,
} from '../../../operations/config/set-setting.ts';
import { yesOption } from '../../args/common-options.ts';
import { didYouMean } from '../../args/did-you-mean.ts';
import type { Command } from '../../command.ts';
import { usageFailure } from '../../command-outcome.ts';
import { holdsSecret, isSecretField, maskSettings } from '../../print/mask-settings.ts';
import { runOn, runOpened } from '../run.ts';

export const configGet: Command = {
  usage: '[PATH]',
  about: 'Prints a setting by its dotted path, or all of them. Secrets are masked unless --reveal is given.',
  words: [0, 1],
  options: { reveal: { type: 'boolean', about: 'show secrets in full' } },
  examples: [
    ['cli-proxy config get port', 'one setting'],
    ['cli-proxy config get remote-management', 'a group, as JSON'],
    ['cli-proxy config get --json', 'all settings'],
  ],
  async run({ services, words, flag }) {
    const opened = await services.openBackend('read');
    if (!opened.ok) return opened;
    const loaded = await opened.value.backend.load();
    if (!loaded.ok) return loaded;
    const [path] = words;
    const { config } = loaded.value;
    const found = path === undefined ? config : settingAt(config, path);
    if (found === undefined) {
      return failure('invalid', `${path} is not set in config.yaml, so its default applies.`);
    }
    const value = flag('reveal') ? found : maskSettings(found, path?.split('.').at(-1));
    const json = { path: path ?? null, value };
    if (typeof value === 'object') return success({ stdout: toJson(value, 2), json });
    return success({ stdout: [String(value)], exact: true, json });
  },
};

const secretOnCommandLine = usageFailure(
  'Secrets are not accepted on the command line, where every user of this machine can read them. Use --value-file FILE, or - for stdin.',
);

export const configSet: Command = {
  usage: 'PATH VALUE',
  about:
    'Changes one setting of config.yaml in place; comments and everything else stay. The value is parsed by the type of the setting: true, 8317, text, or JSON for lists. Use "default" to remove the setting.',
  words: [1, 2],
  options: {
    'value-file': {
      type: 'string',
      value: 'FILE',
      about: 'read the value from FILE; required for secrets; - for stdin',
    },
    force: { type: 'boolean', about: 'allow unknown settings' },
  },
  examples: [
    ['cli-proxy config set debug true', 'a boolean'],
    ['cli-proxy config set routing.strategy fill-first', 'inside a group'],
    ['cli-proxy config set request-retry default', 'reset to the default'],
  ],
  async run(call) {
    const [path = '', given] = call.words;
    const file = call.text('value-file');
    const steps = path.split('.');
    const [first = ''] = steps;
    if (!Object.hasOwn(configSchema.entries, first) && !call.flag('force')) {
      const meant = didYouMean(first, Object.keys(configSchema.entries));
      return usageFailure(`Unknown setting "${first}".${meant} Use --force to set it anyway.`);
    }
    if (given !== undefined && steps.some(isSecretField)) {
      return secretOnCommandLine;
    }
    if ((given === undefined) === (file === undefined)) {
      return usageFailure('Give either a value or --value-file FILE.');
    }
    const text = file === undefined ? success(given ?? '') : await call.services.readInput(file);
    if (!text.ok) return text;
    const typed = typedValue(steps, file === undefined ? text.value : text.value.trim());
    if (!typed.ok) return typed;
    if (given !== undefined && holdsSecret(typed.value)) return secretOnCommandLine;
    const set = await runOn(call, 'write', setSetting, { path, value: typed.value });
    if (!set.ok) return set;
    const { message, result } = set.value;
    const secret = steps.some(isSecretField) || holdsSecret(typed.value);
    return success({
      stderr: message,
      json: { path, ...(secret ? {} : { value: typed.value }), inUse: result.inUse },
    });
  },
};

export const secretRotate: Command = {
  usage: '',
  about:
    'Generates a new management secret and prints it once on stdout; config.yaml stores only its hash. Tools that manage the server need the new one. Asks first. This cannot be undone.',
  words: [0, 0],
  options: yesOption,
  examples: [['SECRET=$(cli-proxy secret rotate --yes)', 'store it in a variable']],
  async run(call) {
    const opened = await call.services.openBackend('write');
    if (!opened.ok) return opened;
    const sure = await call.services.confirm(
      'Rotate the management secret? Tools with the old one will be rejected immediately.',
    );
    if (!sure.ok) return sure;
    const rotated = await runOpened(opened.value, rotateManagementSecret, {});
    if (!rotated.ok) return rotated;
    const secret = rotated.value.result.secret.reveal();
    return success({
      once: true,
      stdout: secret,
      stderr: `${rotated.value.message} It is on stdout. Save it now: it is not shown again.`,
      json: { secret },
    });
  },
};

/** Text of a command line as the type that the schema wants at this place: the first reading that matches. */
function typedValue(steps: readonly string[], text: string): Outcome<ConfigValue> {
  if (text === 'default') return success(null);
  let wrong: Failure | undefined;
  for (const value of readings(text)) {
    const problem = wrongValue(steps, value);
    if (!problem) return success(value);
    // The first reading is the closest: 70000 is a number that is too large, not a text.
    wrong ??= problem;
  }
  return wrong ?? failure('invalid', `${steps.join('.')} does not accept that value.`);
}

function readings(text: string): ConfigValue[] {
  const values: ConfigValue[] = [];
  if (text === 'true' || text === 'false') values.push(text === 'true');
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && Number.isSafeInteger(Math.trunc(Number(text)))) {
    values.push(Number(text));
  }
  if (/^[[{]/.test(text)) {
    try {
      values.push(JSON.parse(text) as ConfigValue);
    } catch {
      // then it is text
    }
  }
  return [...values, text];
}
