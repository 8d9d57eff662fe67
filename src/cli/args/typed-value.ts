import type { ConfigValue } from '../../contract/config-edit.ts';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { wrongValue } from '../../operations/config/set-setting.ts';

/** Text of a command line as the type that the schema wants at this place: the first reading that fits. */
export function typedValue(steps: readonly string[], text: string): Outcome<ConfigValue> {
  if (text === 'default') return success(null);
  let wrong: Failure | undefined;
  for (const value of readings(text)) {
    const problem = wrongValue(steps, value);
    if (!problem) return success(value);
    // The first reading is the closest: 70000 is a number that is too large, not a text.
    wrong ??= problem;
  }
  return wrong ?? failure('invalid', `${steps.join('.')} does not take that value.`);
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
