import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import { isBcryptHash } from '../../../base/secrets/bcrypt.ts';
import { fileFailure } from '../../../config/file/file-failure.ts';
import { expandHome } from '../../../config/file/paths.ts';
import { noConfigText } from '../../../config/file/read-config-file.ts';
import { configOf } from '../../../config/parse/parse-config.ts';
import { readValue } from '../../../config/parse/read-value.ts';
import { readYaml, type YamlText } from '../../../config/parse/read-yaml.ts';
import { offsetAt, schemaProblem } from '../../../config/parse/schema-problem.ts';
import type { ConfigProblem } from '../../../contract/change.ts';
import { configSchema } from '../../../contract/config.ts';
import { type Failure, type Outcome, success } from '../../../contract/outcome.ts';
import { configRemarks, type SettingRemark } from '../../../providers/config-remarks.ts';
import type { StartEffects } from '../../../store/state.ts';
import type { CheckedConfig } from '../../command-services.ts';
import type { Io } from '../../io.ts';

/** Reads and checks a config.yaml; a missing or unreadable file is the failure, a wrong one is in `problems`. */
export async function checkConfig(
  path: string,
  { cwd, home }: Pick<Io, 'cwd' | 'home'>,
): Promise<Outcome<CheckedConfig>> {
  const wanted = resolve(cwd, expandHome(path, home));
  let bytes: Buffer;
  try {
    bytes = (await readRegularFile(wanted)).bytes;
  } catch (error) {
    return fileFailure(error, 'read', wanted);
  }
  const bad = noConfigText(bytes);
  if (bad) return success({ path: wanted, problems: [problemOf(bad)], warnings: [] });
  const yaml = readYaml(bytes.toString('utf8'));
  if (!yaml.ok) return success({ path: wanted, problems: [problemOf(yaml)], warnings: [] });
  const parsed = configOf(yaml.value);
  if (!parsed.ok) return success({ path: wanted, problems: problemsOf(yaml.value, parsed), warnings: [] });
  const { config, warnings } = parsed.value;
  const remarks = (wanted: SettingRemark['kind']): ConfigProblem[] =>
    configRemarks(config)
      .filter(({ kind }) => kind === wanted)
      .map(({ path, message }) => {
        const { line, column } = problemOf(yaml.value.problemAt(offsetAt(yaml.value, path), '', 'value'));
        return { message, ...(line && { line }), ...(column && { column }) };
      });
  return success({
    path: wanted,
    problems: remarks('wrong'),
    warnings: [...warnings, ...remarks('old'), ...remarks('unused')],
    config,
  });
}

/** All that the schema has to say; a shape that it cannot read at all has one `first` problem. */
function problemsOf(yaml: YamlText, first: Failure): ConfigProblem[] {
  try {
    const checked = v.safeParse(configSchema, readValue(yaml, configSchema).value);
    if (checked.success) return [problemOf(first)];
    return checked.issues.map((issue) => problemOf(schemaProblem(yaml, issue)));
  } catch {
    return [problemOf(first)];
  }
}

function problemOf({ message, line, column }: Failure): ConfigProblem {
  return {
    message,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

/** What the embedded server would take and change of a config that may be another server's. */
export async function startEffects(configPath: string, io: Io): Promise<StartEffects> {
  const checked = await checkConfig(configPath, io);
  const config = (checked.ok && checked.value.config) || {};
  const [problem] = checked.ok && !checked.value.config ? checked.value.problems : [];
  const secret = config['remote-management']?.['secret-key'] ?? '';
  const file = await stat(configPath).catch(() => undefined);
  return {
    configPath,
    ...(file && { changedAt: file.mtimeMs }),
    port: config.port ?? 8317,
    thisMachineOnly: !config.host?.trim(),
    hashesSecret: secret !== '' && !isBcryptHash(secret),
    ...(checked.ok ? problem && { broken: problem.message } : { broken: checked.message }),
  };
}
