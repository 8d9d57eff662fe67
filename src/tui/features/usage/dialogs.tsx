import { Secret } from '../../../base/secrets/secret.ts';
import { failure, success } from '../../../contract/outcome.ts';
import { groupsAsCsv, requestsAsCsv } from '../../../operations/usage/usage-as-csv.ts';
import { usageAsJson } from '../../../operations/usage/usage-as-json.ts';
import { askWhy } from '../../../operations/usage/why-usage.ts';
import type { Console } from '../../act.ts';
import { choiceField } from '../../components/dialogs/fields.ts';
import { Asked, Report } from '../../components/dialogs/report.tsx';
import { fileStamp, openSaveForm } from '../../components/dialogs/save-form.tsx';
import { fieldOf, textIn } from '../../components/text-field.ts';
import { groupName } from './figures.ts';
import { keyValue, withTerm } from './filter.ts';
import { usageShown } from './usage-shown.ts';
import { queryOf, spanOf } from './usage-state.ts';
import { words } from './words.ts';

type Content = 'json' | 'table' | 'requests';

/** Asks for a path and saves what is shown there, on the machine of the console. */
export function openExport(console: Console): void {
  const at = console.at();
  const { by, focus } = at.ui.usage;
  const { groups, records } = usageShown(at);
  const said = words().export;
  const contents = { table: said.table, requests: said.list };
  openSaveForm(console, {
    title: said.title,
    notes: [said.note(said.rows(groups.length), said.requests(records.length))],
    path: `~/usage-by-${by}-${fileStamp(console.now())}.csv`,
    required: said.ending,
    fields: [
      choiceField('what', said.what, contents, focus === 'requests' ? 'requests' : 'table', {
        when: ({ path = '' }) => !/\.json$/i.test(path.trim()),
      }),
    ],
    async textOf(path, { what }) {
      const ending = /\.(csv|json)$/i.exec(path)?.[1]?.toLowerCase();
      if (ending === undefined) return { ...failure('invalid', words().export.ending), field: 'path' };
      const text = contentOf(console, ending === 'json' ? 'json' : what === 'requests' ? what : 'table');
      return text ? success(text) : failure('invalid', words().figuresLoading);
    },
  });
}

/** undefined until there is an answer. */
function contentOf(console: Console, what: Content): Secret | undefined {
  const at = console.at();
  const { figures, groups, records } = usageShown(at);
  if (!figures) return undefined;
  const { by } = at.ui.usage;
  const filter = textIn(at.ui.filters.usage);
  const own = (at.console.server?.clientKeys ?? []).flatMap(({ fingerprint, record }) =>
    record?.label ? [[fingerprint as string, record.label]] : [],
  );
  const labels = { ...figures.labels, ...Object.fromEntries(own) };
  if (what === 'table') return new Secret(`${groupsAsCsv({ by, rows: groups, labels })}\r\n`);
  if (what === 'requests') return new Secret(`${requestsAsCsv(records, labels)}\r\n`);
  const about = {
    server: at.console.place,
    exportedAt: new Date(console.now()).toISOString(),
    span: spanOf(at.ui.usage).title,
    ...(filter !== '' && { filter }),
  };
  const shown = { ...figures, labels, groups: { [by]: [...groups] } };
  return new Secret(`${usageAsJson(shown, records, about)}\n`);
}

/** Explains the requests of a row of the table: why they failed, were retried, were slow or have no cost. */
export function openGroupWhy(console: Console, value: string): void {
  const { session, now, open } = console;
  const at = console.at();
  const { by } = at.ui.usage;
  const { names } = usageShown(at);
  const text = withTerm(textIn(at.ui.filters.usage), by, by === 'key' ? keyValue(value, names) : value);
  const query = queryOf({ ...at.ui, filters: { usage: fieldOf(text) } }, now(), names);
  const title = words().why.title(words().dimensions[by], groupName(by, value, names));
  open(
    <Asked
      title={title}
      busy={words().why.busy}
      ask={() => askWhy((request) => session.usage(request), query, now())}
      show={(lines) => <Report title={title} lines={lines} />}
    />,
  );
}
