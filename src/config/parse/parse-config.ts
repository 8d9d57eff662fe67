import * as v from 'valibot';
import { asProcess } from '../../base/text/language.ts';
import type { ConfigProblem } from '../../contract/change.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { readValue, ValueProblem } from './read-value.ts';
import { readYaml, type YamlText } from './read-yaml.ts';
import { schemaProblem } from './schema-problem.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { words } from './words.ts';

export interface ParsedConfig {
  readonly config: Config;
  /** About the shape of the file only; none of them keeps a server from using it. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * Text of config.yaml to data that fits the schema. A failure is `invalid` with line and column, and its
 * sentence quotes no value of the file except short words and numbers.
 */
export function parseConfig(text: string): Outcome<ParsedConfig> {
  const simple = readSimpleYaml(text, configSchema);
  const checked = simple && v.safeParse(configSchema, simple, { abortEarly: true });
  if (checked?.success) return success({ config: checked.output, warnings: [] });
  const yaml = readYaml(text);
  return yaml.ok ? configOf(yaml.value) : yaml;
}

/** The same for text that is parsed as YAML already, to avoid parsing it twice. */
export function configOf(yaml: YamlText): Outcome<ParsedConfig> {
  try {
    return check(yaml);
  } catch (error) {
    if (error instanceof ValueProblem) return yaml.problemAt(error.offset, error.message, 'syntax');
    throw error;
  }
}

function check(yaml: YamlText): Outcome<ParsedConfig> {
  const { value, empty } = readValue(yaml, configSchema);
  if (value === null) {
    const message = asProcess(() => words().onlyComments);
    return success({ config: {}, warnings: [{ message, line: 1, column: 1 }] });
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    const found = words().noMapping(Array.isArray(value) ? 'list' : 'value');
    const start = yaml.document.contents?.range[0] ?? 0;
    return yaml.problemAt(start, found, 'shape');
  }
  const checked = v.safeParse(configSchema, value, { abortEarly: true });
  if (!checked.success) return schemaProblem(yaml, checked.issues[0]);
  return success({
    config: checked.output,
    warnings: asProcess(() => empty.map((offset) => emptyEntry(yaml, offset))),
  });
}

function emptyEntry(yaml: YamlText, offset: number): ConfigProblem {
  const { message, line, column } = yaml.problemAt(offset, words().emptyEntry, 'value');
  return { message, line, column };
}
