import type { JsonEdit } from '../../base/json/edit-json.ts';
import type { AuthFileFields } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { checkPrefix, checkProxy, checkText } from '../../providers/fields/field-checks.ts';
import { words } from './words.ts';

type Field = keyof AuthFileFields;

/** The name of each field in the file, and which values it accepts. */
const fields: Readonly<Record<Field, { readonly member: string; check(value: never): string | undefined }>> =
  {
    prefix: { member: 'prefix', check: checkPrefix },
    proxyUrl: { member: 'proxy_url', check: checkProxy },
    priority: {
      member: 'priority',
      check: (value: unknown) => (Number.isSafeInteger(value) ? undefined : words().priority),
    },
    note: {
      member: 'note',
      check: (value: string) => (value.length > 500 ? words().note : checkText(value)),
    },
  };

/** The changes of the file that a change of its fields means; `value: undefined` takes a member away. */
export function fieldEdits(wanted: AuthFileFields): Outcome<JsonEdit[]> {
  const edits: JsonEdit[] = [];
  for (const [name, { member, check }] of Object.entries(fields)) {
    const value = wanted[name as Field];
    if (value === undefined) continue;
    const gone = value === null || value === '';
    const wrong = gone ? undefined : check(value as never);
    if (wrong) return failure('invalid', words().unchanged(wrong));
    edits.push({ path: [member], value: gone ? undefined : value });
  }
  if (edits.length === 0) return failure('invalid', words().noField);
  return success(edits);
}
