import { valueAt } from '../../../base/json/value-at.ts';
import { alignColumns } from '../../../base/text/align-columns.ts';
import { didYouMean } from '../../../base/text/did-you-mean.ts';
import { toJson } from '../../../base/text/terminal-text.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../../contract/outcome.ts';
import { holdsSecret, isSecretField, maskSettings } from '../../../contract/settings/mask-settings.ts';
import { readSetting, settingGroups } from '../../../contract/settings/setting.ts';
import { allSettings, settingAround, settingNamed } from '../../../contract/settings/settings.ts';
import { changeSettings, previewSettings, wrongValue } from '../../../operations/config/change-settings.ts';
import { fileConfig, listSettings } from '../../../operations/config/list-settings.ts';
import { rotateManagementSecret } from '../../../operations/config/rotate-management-secret.ts';
import type { Operation } from '../../../operations/operation.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, exitCodes, usageFailure } from '../../command-outcome.ts';
import { printedDifference } from '../../print/difference.ts';
import { runOn, runOpened } from '../run.ts';

export const configList: Command = {
  usage: '[GROUP]',
  about:
    'Lists every setting of config.yaml: its value in the file, its default, when a change takes effect on this server, and what it does. Secrets are masked. Settings that no known server has are listed as unknown and kept.',
  words: [0, 1],
  options: { set: { type: 'boolean', about: 'only settings that the file sets' } },
  examples: [
    ['cli-proxy config list', 'all settings'],
    ['cli-proxy config list routing', 'one group'],
    ['cli-proxy config list --set --json', 'what the file sets, for scripts'],
  ],
  async run(call) {
    const [group] = call.words;
    const groups: readonly string[] = [...settingGroups, 'unknown'];
    if (group !== undefined && !groups.includes(group)) {
      return usageFailure(`There is no group "${group}". Groups: ${groups.join(', ')}.`);
    }
    const listed = await runOn(call, 'read', listSettings, {});
    if (!listed.ok) return listed;
    const rows = listed.value.result.filter(
      (row) => (group === undefined || row.group === group) && (!call.flag('set') || row.value !== undefined),
    );
    const table = rows.map(({ path, value, usual, effect, setting }) => [
      path,
      shortValue(value, setting?.type.kind) ?? '–',
      usual === undefined || usual === '' ? '–' : String(usual),
      effects[effect],
      setting?.help ?? 'No known server has this setting.',
    ]);
    return success({
      stdout: alignColumns([['SETTING', 'VALUE', 'DEFAULT', 'EFFECT', ''], ...table]),
      json: {
        settings: rows.map(({ path, group: of, value, usual, effect, setting }) => ({
          ...{ path, group: of, type: setting?.type.kind ?? null, value: value ?? null },
          ...{ default: usual ?? null, effect, usedBy: setting?.usedBy ?? null, help: setting?.help ?? null },
        })),
      },
    });
  },
};

const effects = { now: 'now', restart: 'restart', start: 'at start', none: 'none here', unknown: '–' };

/** One line; lists of structures only by their size. */
function shortValue(value: ConfigValue | undefined, kind = ''): string | undefined {
  if (value === undefined) return undefined;
  if (kind === 'data' || (Array.isArray(value) && value.length > 3)) {
    const count = Array.isArray(value) ? value.length : Object.keys(value as object).length;
    return count === 1 ? '1 entry' : `${count} entries`;
  }
  return typeof value === 'object' ? toJson(value) : String(value);
}

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
    let found = path === undefined ? config : valueAt(config, path);
    if (path !== undefined && found === undefined) {
      // Some settings are only in the file: a public server does not show its port.
      const file = await fileConfig(opened.value.context);
      found = file.ok ? valueAt(file.value, path) : undefined;
    }
    if (found === undefined && path !== undefined && !isKnown(path)) return unknownSetting(path);
    if (found === undefined) {
      return failure('invalid', `${path} is not set in config.yaml, so its default applies.`);
    }
    const secret = path?.split('.').find(isSecretField);
    const value = flag('reveal') ? found : maskSettings(found, secret);
    if (flag('reveal') && holdsSecret(found, secret)) {
      const revealed = await runOpened(opened.value, revealSetting, path ?? 'config.yaml');
      if (!revealed.ok) return revealed;
    }
    const json = { path: path ?? null, value };
    if (typeof value === 'object') return success({ stdout: toJson(value, 2), json });
    return success({ stdout: [String(value)], exact: true, json });
  },
};

/** A6: who has seen a secret is in the audit log. */
const revealSetting: Operation<string, void> = {
  id: 'reveal-setting',
  title: 'revealing a setting',
  run: async (_, path) => success({ result: undefined, message: '', fingerprints: [], names: [path] }),
};

const secretOnCommandLine = usageFailure(
  'Secrets are not accepted on the command line, where every user of this machine can read them. Use --value-file FILE, or - for stdin.',
);

const writeOptions = {
  force: { type: 'boolean', about: 'allow unknown settings' },
  'dry-run': { type: 'boolean', about: 'show the difference of config.yaml and write nothing' },
} as const;

export const configSet: Command = {
  usage: 'PATH VALUE',
  about:
    'Changes one setting of config.yaml in place; comments and everything else stay. The value is checked against the type of the setting: true, 8317, 30m, text, a,b or JSON for lists. Use "default" to remove the setting.',
  words: [1, 2],
  options: {
    'value-file': {
      type: 'string',
      value: 'FILE',
      about: 'read the value from FILE; required for secrets; - for stdin',
    },
    ...writeOptions,
  },
  examples: [
    ['cli-proxy config set debug true', 'a boolean'],
    ['cli-proxy config set routing.strategy fill-first', 'inside a group'],
    ['cli-proxy config set request-retry 5 --dry-run', 'show what would change'],
    ['cli-proxy config set request-retry default', 'reset to the default'],
  ],
  async run(call) {
    const [path = '', given] = call.words;
    const file = call.text('value-file');
    const steps = path.split('.');
    const unknown = unknownPath(path, call, 'set');
    if (unknown) return unknown;
    if (given !== undefined && steps.some(isSecretField)) {
      return secretOnCommandLine;
    }
    if ((given === undefined) === (file === undefined)) {
      return usageFailure('Give either a value or --value-file FILE.');
    }
    const text = file === undefined ? success(given ?? '') : await call.services.readInput(file);
    if (!text.ok) return text;
    const typed = typedValue(path, file === undefined ? text.value : text.value.trim());
    if (!typed.ok) return typed;
    if (given !== undefined && holdsSecret(typed.value)) return secretOnCommandLine;
    return write(call, path, typed.value);
  },
};

export const configUnset: Command = {
  usage: 'PATH',
  about: 'Removes a setting from config.yaml, so that its default applies. Comments of other settings stay.',
  words: [1, 1],
  options: writeOptions,
  examples: [['cli-proxy config unset request-retry', 'reset to the default']],
  async run(call) {
    const [path = ''] = call.words;
    return unknownPath(path, call, 'remove') ?? write(call, path, null);
  },
};

function unknownPath(
  path: string,
  { flag }: Call,
  verb: 'set' | 'remove',
): CommandOutcome<never> | undefined {
  if (isKnown(path) || flag('force')) return undefined;
  return unknownSetting(path, ` Use --force to ${verb} it anyway.`);
}

const isKnown = (path: string): boolean =>
  settingAround(path) !== undefined || allSettings.some((setting) => setting.path.startsWith(`${path}.`));

function unknownSetting(path: string, more = '') {
  const meant = didYouMean(
    path,
    allSettings.map((setting) => setting.path),
  );
  return usageFailure(`Unknown setting "${path}".${meant}${more}`);
}

async function write(call: Call, path: string, value: ConfigValue): Promise<CommandOutcome> {
  const changes = [{ path, value }];
  const secret = path.split('.').some(isSecretField) || holdsSecret(value);
  const shown = { path, ...(secret ? {} : { value }) };
  if (call.flag('dry-run')) {
    const preview = await runOn(call, 'write', previewSettings, { changes });
    if (!preview.ok) return preview;
    const { lines, dangers, unused, restart } = preview.value.result;
    return success({
      stdout: printedDifference(lines),
      stderr: [...dangers, 'Dry run: no changes made.'],
      json: {
        ...shown,
        dryRun: true,
        lines,
        dangers,
        inUse: unused.length === 0,
        restart: restart.length > 0,
      },
    });
  }
  const set = await runOn(call, 'write', changeSettings, { changes });
  if (!set.ok) return set;
  const { message, result } = set.value;
  return success({ stderr: message, json: { ...shown, inUse: result.unused.length === 0 } });
}

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
    const { doubt, ...made } = rotated.value.result;
    const secret = made.secret.reveal();
    return success({
      once: true,
      ...(doubt !== undefined && { code: exitCodes.failed }),
      stdout: secret,
      stderr: `${rotated.value.message} It is on stdout. Save it now: it is not shown again.`,
      json: { secret, inForce: doubt === undefined ? true : null },
    });
  },
};

/** Text of a command line as the type of the setting; of a part or an unknown one, the first reading that fits. */
function typedValue(path: string, text: string): Outcome<ConfigValue> {
  if (text === 'default') return success(null);
  const steps = path.split('.');
  const setting = settingNamed(path);
  let wrong: Failure | undefined;
  for (const value of setting ? [readSetting(setting, text)] : readings(text)) {
    const problem = wrongValue(steps, value);
    if (!problem) return success(value);
    // The first reading is the closest: 70000 is a number that is too large, not a text.
    wrong ??= problem;
  }
  return wrong ?? failure('invalid', `${path} does not accept that value.`);
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
