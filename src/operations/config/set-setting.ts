import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { whileRaced } from '../../base/async/while-raced.ts';
import { generateKey } from '../../base/secrets/generate-key.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { brokenRule } from '../../contract/broken-rule.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { settingRemarks, whyUnused } from '../../providers/config-remarks.ts';
import { brokenFile } from '../client-keys/change-keys.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';

interface SetSettingInput {
  /** Dotted: `routing.strategy`. */
  readonly path: string;
  /** null takes the setting out of the file, so that its default holds. */
  readonly value: ConfigValue;
}

interface SetSettingResult {
  readonly path: string;
  readonly before: unknown;
  readonly value: ConfigValue;
  /** false: the embedded server keeps the setting and does nothing with it. */
  readonly inUse: boolean;
}

/**
 * One scalar or list of config.yaml, checked against the schema. Keys and secrets have verbs of their own.
 */
export const setSetting: Operation<SetSettingInput, SetSettingResult> = {
  id: 'set-setting',
  title: 'changing a setting',
  async run(context, input) {
    const steps = input.path.split('.');
    const refused = refusedPath(steps);
    return refused ?? whileRaced((isLast) => setOnce(context, input, isLast));
  },
};

async function setOnce(
  { backend, signal }: OperationContext,
  input: SetSettingInput,
  isLast: (seen: string) => boolean,
): Promise<Outcome<Done<SetSettingResult>>> {
  const steps = input.path.split('.');
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  const { config, problem, revision } = loaded.value;
  if (problem) return brokenFile(problem);
  const wrong = input.value === null ? undefined : wrongValue(steps, input.value);
  if (wrong) return wrong;
  const before = settingAt(config, input.path);
  const idle = backend.kind === 'embedded' || backend.kind === 'disk' ? whyUnused(input.path) : undefined;
  const note = idle === undefined ? '' : ` The embedded server ignores it: ${idle}.`;
  if (input.value === null && before === undefined) {
    return failure('invalid', `${input.path} is not set, so its default already applies. No changes made.`);
  }
  isLast(revision);
  const edited = await backend.editConfig([editOf(steps, input.value)], {
    revision,
    ...(signal ? { signal } : {}),
  });
  if (!edited.ok) return edited;
  return success({
    result: { path: input.path, before, value: input.value, inUse: idle === undefined },
    message: input.value === null ? `Reset ${input.path} to its default.` : `Set ${input.path}.${note}`,
    fingerprints: [],
    undo: (later) => whileRaced((isLast) => setBack(later, input, before, isLast)),
  });
}

/** The value at a dotted path of the config; undefined if there is none. */
export function settingAt(config: Config, path: string): unknown {
  let value: unknown = config;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** A sentence when the schema refuses this value at this place. */
export function wrongValue(steps: readonly string[], value: ConfigValue): Failure | undefined {
  const nested = steps.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
  const parsed = v.safeParse(configSchema, nested);
  if (parsed.success) {
    const wrong = settingRemarks(parsed.output).find(({ kind }) => kind === 'wrong');
    return wrong && failure('invalid', wrong.message);
  }
  return failure('invalid', `${steps.join('.')} ${brokenRule(parsed.issues[0])}.`);
}

function refusedPath(steps: readonly string[]): Failure | undefined {
  const path = steps.join('.');
  if (steps.some((step) => step === ''))
    return failure('invalid', 'Give the setting as a dotted path, such as routing.strategy.');
  if (path === 'api-keys' || path.startsWith('api-keys.')) {
    return failure('invalid', 'Use cli-proxy keys to change client keys.');
  }
  if (path === 'remote-management' || path === 'remote-management.secret-key') {
    return failure('invalid', 'Use cli-proxy secret rotate to change the management secret.');
  }
  return undefined;
}

function editOf(path: string[], value: ConfigValue | undefined): ConfigEdit {
  return value === null || value === undefined ? { op: 'unset', path } : { op: 'set', path, value };
}

async function setBack(
  { backend, signal }: OperationContext,
  { path, value }: SetSettingInput,
  before: unknown,
  isLast: (seen: string) => boolean,
): ReturnType<NonNullable<Done<void>['undo']>> {
  const loaded = await backend.load(signal);
  if (!loaded.ok) return loaded;
  const { config, revision } = loaded.value;
  if (!isDeepStrictEqual(settingAt(config, path) ?? null, value)) {
    return failure('conflict', `Cannot undo: ${path} was changed again.`);
  }
  isLast(revision);
  const edit = editOf(path.split('.'), before as ConfigValue | undefined);
  const edited = await backend.editConfig([edit], { revision, ...(signal ? { signal } : {}) });
  if (!edited.ok) return edited;
  return success({ result: undefined, message: `Restored the former value of ${path}.`, fingerprints: [] });
}

interface RotateManagementSecretResult {
  /** To be shown once: only its hash is kept. */
  readonly secret: Secret;
}

/**
 * B7: a new management secret, in force at once; this backend stays signed in. Cannot be undone: the old one
 * is known by its hash alone.
 */
export const rotateManagementSecret: Operation<Record<never, never>, RotateManagementSecretResult> = {
  id: 'rotate-management-secret',
  title: 'rotating the management secret',
  async run({ backend, randomBytes, signal }) {
    const secret = new Secret(generateKey(randomBytes));
    const stored = await backend.setManagementSecret(secret, signal);
    if (!stored.ok) return stored;
    return success({
      result: { secret },
      message: 'Rotated the management secret. The old one no longer works; give the new one to your tools.',
      fingerprints: [],
    });
  },
};
