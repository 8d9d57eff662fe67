import { purposes } from '../../contract/client-key.ts';
import { type Failure, failure, type Success, success } from '../../contract/outcome.ts';
import type { Preset } from '../../providers/key-settings.ts';
import { choiceField, type Field, noPurpose } from '../ui/dialog.ts';

/** K3: right behind the name, as it becomes a part of it: `cloro-production`. */
export function withPurpose(fields: readonly Field[], preset: Preset | undefined): readonly Field[] {
  if (!preset?.purposes) return fields;
  const choice = choiceField('purpose', 'Purpose', [noPurpose, ...purposes]);
  return fields.flatMap((field) => (field.name === 'name' ? [field, choice] : [field]));
}

type Typed = Readonly<Record<string, string>>;

/** What was typed, with the purpose in the name. */
export function namedByPurpose(
  typed: Typed,
  preset: Preset | undefined,
): Success<Typed> | (Failure & { readonly field: string }) {
  const { purpose = noPurpose, name = '', 'base-url': base = '' } = typed;
  if (!preset?.purposes || purpose === noPurpose) return success(typed);
  if (!URL.canParse(base) || new URL(base).hostname !== preset.host) {
    const told = `At another address than ${preset.host} the server knows it by the name ${preset.name} alone`;
    return { ...failure('invalid', `${told}: leave the purpose out.`), field: 'purpose' };
  }
  return success({ ...typed, name: `${name.trim()}-${purpose.replace(/[^a-z]+/g, '-')}` });
}
