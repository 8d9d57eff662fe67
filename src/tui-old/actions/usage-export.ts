import { Secret } from '../../base/secret.ts';
import { failure, success } from '../../contract/outcome.ts';
import { groupsAsCsv, requestsAsCsv } from '../../operations/usage-as-csv.ts';
import { usageAsJson } from '../../operations/usage-as-json.ts';
import { emptyField, textIn } from '../input/text-field.ts';
import { count } from '../rows/figures.ts';
import { choiceField, textField } from '../ui/dialog.ts';
import { spanOf } from '../usage/usage-wish.ts';
import type { Acts } from './carry-out.ts';
import { type Desk, notice, type Perform } from './desk.ts';
import { form, open } from './form-actions.ts';
import type { Submit } from './submit-form.ts';

const contents = ['the table', 'the requests'] as const;

/** What is shown becomes a file, where the console runs. */
export const usageExport = {
  'usage-export': (desk) => {
    const { ui, usage } = desk.context();
    const { by, focus } = ui.usage;
    const stamp = new Date(desk.now()).toISOString().slice(0, 16).replace(/[T:]/g, '-');
    open(
      desk,
      form({
        id: 'export-usage',
        verb: 'save',
        title: 'Export what is shown',
        notes: [
          `The table has ${count(usage.groups.length, 'line')}, the list ${count(usage.records.length, 'request')}. A name in .csv is for a spreadsheet, one in .json has both.`,
        ],
        fields: [
          textField('path', 'Save as', 'a path on this machine', `~/usage-by-${by}-${stamp}.csv`),
          choiceField('what', 'In CSV', contents, focus === 'requests' ? 1 : 0),
        ],
      }),
    );
  },
} satisfies Record<string, Perform>;

export const usageSubmits = {
  async 'export-usage'(desk, _form, values) {
    const path = values.path?.trim() ?? '';
    const ending = /\.(csv|json)$/i.exec(path)?.[1]?.toLowerCase();
    if (ending === undefined)
      return { ...failure('invalid', 'Give it a name that ends in .csv or .json.'), field: 'path' };
    const text = textOf(
      desk,
      ending === 'json' ? 'json' : values.what === contents[1] ? 'requests' : 'table',
    );
    if (text === undefined) return failure('invalid', 'The figures are still on their way: try again.');
    const saved = await desk.session.files.save(path, text, { overwrite: false });
    if (saved.ok) {
      told(desk, saved.value.path);
      return success({});
    }
    if (saved.kind !== 'conflict') return { ...saved, kind: 'invalid', field: 'path' };
    open(desk, {
      kind: 'confirm',
      title: 'Write over it?',
      lines: [saved.message],
      act: { type: 'save-usage', path, text },
      word: undefined,
      typed: emptyField,
    });
    return saved;
  },
} satisfies Record<string, Submit>;

export const usageActs: Acts<'save-usage'> = {
  async 'save-usage'(desk, { path, text }) {
    const saved = await desk.session.files.save(path, text, { overwrite: true });
    if (saved.ok) told(desk, saved.value.path);
    else notice(desk, 'error', saved.message);
  },
};

const told = (desk: Desk, path: string) => notice(desk, 'ok', `Saved as ${path}, readable by you alone.`);

/** undefined: nothing has been answered yet. */
function textOf(desk: Desk, what: 'json' | 'table' | 'requests'): Secret | undefined {
  const { console, ui, usage } = desk.context();
  const { figures, groups, records } = usage;
  if (!figures) return undefined;
  const { by, only, filter } = ui.usage;
  const own = (console.server?.clientKeys ?? []).flatMap(({ fingerprint, record }) =>
    record?.label ? [[fingerprint as string, record.label]] : [],
  );
  const labels = { ...figures.labels, ...Object.fromEntries(own) };
  if (what === 'table') return new Secret(`${groupsAsCsv({ by, rows: groups, labels })}\r\n`);
  if (what === 'requests') return new Secret(`${requestsAsCsv(records, labels)}\r\n`);
  const about = {
    server: console.place,
    exportedAt: new Date(desk.now()).toISOString(),
    span: spanOf(ui.usage).title,
    only: Object.fromEntries(only.map((step) => [step.by, step.value])),
    ...(textIn(filter) !== '' && { filter: textIn(filter) }),
  };
  const shown = { ...figures, labels, groups: { [by]: [...groups] } };
  return new Secret(`${usageAsJson(shown, records, about)}\n`);
}
