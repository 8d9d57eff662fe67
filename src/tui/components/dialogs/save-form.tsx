import type { Secret } from '../../../base/secrets/secret.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import type { Console } from '../../act.ts';
import { type Field, textField, type Values } from './fields.ts';
import { openForm, type Refusal } from './form.tsx';
import { openDanger } from './question.tsx';
import { words } from './words.ts';

interface SaveForm {
  readonly title: string;
  readonly notes: readonly string[];
  /** Proposed, on the machine of the console. */
  readonly path: string;
  /** Shown where the path is missing. */
  readonly required?: string;
  /** Beside the path. */
  readonly fields?: readonly Field[];
  /** What is saved under the trimmed path. */
  readonly textOf: (path: string, values: Values) => Promise<Outcome<Secret> | Refusal>;
}

/** `2026-11-16-09-00` in UTC, for proposed file names. @param now ms since the epoch */
export const fileStamp = (now: number): string =>
  new Date(now).toISOString().slice(0, 16).replace(/[T:]/g, '-');

/** Asks for a path and saves a text there, for the user alone; asks again before it overwrites a file. */
export function openSaveForm(
  console: Console,
  { title, notes, path: proposed, required, fields = [], textOf }: SaveForm,
): void {
  const says = words().save;
  const { files } = console.session;
  const report = (path: string) => console.say('ok', says.saved(path));
  openForm<string | undefined>(console, {
    title,
    verb: says.verb,
    notes,
    fields: [
      textField('path', says.path, says.hint, proposed, { required: required ?? says.noPath }),
      ...fields,
    ],
    async onSubmit(values) {
      const path = (values.path ?? '').trim();
      const text = await textOf(path, values);
      if (!text.ok) return text;
      const saved = await files.save(path, text.value, { overwrite: false });
      if (saved.ok) return success(saved.value.path);
      if (saved.kind !== 'conflict') return { ...saved, kind: 'invalid', field: 'path' };
      const buttons = { no: says.keep, yes: says.replace };
      openDanger(console, buttons, says.overwrite, [saved.message], async () => {
        const again = await files.save(path, text.value, { overwrite: true });
        if (again.ok) report(again.value.path);
        else console.say('error', again.message);
      });
      return success(undefined);
    },
    onDone: (path) => path !== undefined && report(path),
  });
}
