import * as v from 'valibot';
import { commas } from '../../base/text/commas.ts';
import { nearest } from '../../base/text/did-you-mean.ts';
import { readValue, ValueProblem } from '../../config/parse/read-value.ts';
import { readYaml, type YamlText } from '../../config/parse/read-yaml.ts';
import { offsetAt, schemaProblem } from '../../config/parse/schema-problem.ts';
import { type Failure, type Outcome, success } from '../../contract/outcome.ts';
import { type Preferences, preferencesSchema } from '../../contract/preferences/preferences.ts';
import { words } from '../../contract/preferences/words.ts';
import type { FoundPreferences } from '../command-services.ts';

/** The text of console.yaml. Every failure names the file, line and column. */
export async function parsePreferences(path: string, text: string): Promise<Outcome<FoundPreferences>> {
  const found = (values: Preferences, lines: Readonly<Record<string, number>>) =>
    success({ path, exists: true, values, lines });
  if (isBlank(text)) return found({}, {});
  const yaml = readYaml(text);
  if (!yaml.ok) return inFile(path, yaml);
  const checked = check(yaml.value, preferencesSchema, Object.keys(preferencesSchema.entries));
  if (!checked.ok) return inFile(path, checked);
  const { keys, columns } = checked.value;
  const problem =
    (keys && (await wrongKey(yaml.value, keys))) ?? (columns && (await wrongColumn(yaml.value, columns)));
  if (problem) return inFile(path, problem);
  const rows = text.split('\n');
  const lines = Object.keys(checked.value).map((name) => {
    const row = rows.findIndex((line) => line.startsWith(`${name}:`));
    return [name, row < 0 ? 1 : row + 1] as const;
  });
  return found(checked.value, Object.fromEntries(lines));
}

/** The servers alone: nothing else of the text is checked. */
export function parseServers(path: string, text: string): Outcome<NonNullable<Preferences['servers']>> {
  if (isBlank(text)) return success({});
  const yaml = readYaml(text);
  const checked = yaml.ok ? check(yaml.value, v.pick(preferencesSchema, ['servers'])) : yaml;
  return checked.ok ? success(checked.value.servers ?? {}) : inFile(path, checked);
}

/** Nothing but comments: a file whose settings are all commented out. */
const isBlank = (text: string): boolean => text.replace(/^\s*#.*$/gm, '').trim() === '';

const inFile = (path: string, problem: Failure): Failure => ({
  ...problem,
  message: `${path}: ${problem.message}`,
});

/** @param known all names that there are; absent: others may be there */
function check<Values>(
  yaml: YamlText,
  schema: v.GenericSchema<unknown, Values>,
  known?: readonly string[],
): Outcome<Values> {
  try {
    const { value } = readValue(yaml, schema);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return yaml.problemAt(0, words().lines, 'shape');
    }
    const unknown = Object.keys(value).find((name) => known?.includes(name) === false);
    if (known && unknown !== undefined) {
      return yaml.problemAt(offsetAt(yaml, [unknown]), noSuch('preference', '', unknown, known), 'shape');
    }
    const checked = v.safeParse(schema, value, { abortEarly: true });
    return checked.success ? success(checked.output) : schemaProblem(yaml, checked.issues[0]);
  } catch (error) {
    if (error instanceof ValueProblem) return yaml.problemAt(error.offset, error.message, 'syntax');
    throw error;
  }
}

function noSuch(
  kind: 'preference' | 'list' | 'column',
  of: string,
  given: string,
  all: readonly string[],
): string {
  const known = [...new Set(all)];
  return words().unknown(
    kind,
    of,
    given.slice(0, 60),
    nearest(given, known) ?? '',
    known.join(commas().items),
  );
}

/** The screens know their columns. */
async function wrongColumn(
  yaml: YamlText,
  columns: NonNullable<Preferences['columns']>,
): Promise<Failure | undefined> {
  const { features } = await import('../../tui/features/index.ts');
  const known = Object.assign({}, ...features.map((feature) => feature.columns)) as Record<string, string[]>;
  const wrong = (path: readonly (string | number)[], sentence: string) =>
    yaml.problemAt(offsetAt(yaml, path), sentence, 'value');
  for (const [list, ids] of Object.entries(columns)) {
    const own = known[list];
    if (!own) return wrong(['columns', list], noSuch('list', '', list, Object.keys(known)));
    const place = ids.findIndex((id, nth) => !own.includes(id) || ids.indexOf(id) < nth);
    const id = ids[place];
    if (id === undefined) continue;
    const path = ['columns', list, place];
    return wrong(path, own.includes(id) ? words().twice(id) : noSuch('column', list, id, own));
  }
  return undefined;
}

/** The screens know the acts and their keys; they are loaded only where keys are changed. */
async function wrongKey(
  yaml: YamlText,
  keys: NonNullable<Preferences['keys']>,
): Promise<Failure | undefined> {
  const [{ rebind }, { allActs }] = await Promise.all([
    import('../../tui/rebind.ts'),
    import('../../tui/all-acts.ts'),
  ]);
  const lists = Object.entries(keys).map(([id, key]) => [id, [key].flat()] as const);
  const [first] = rebind(allActs(), Object.fromEntries(lists)).wrong;
  if (!first) return undefined;
  const { id, message } = first;
  return yaml.problemAt(offsetAt(yaml, ['keys', id]), words().keys.wrong(id, message), 'value');
}
