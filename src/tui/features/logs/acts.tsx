import { Secret } from '../../../base/secrets/secret.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { logLevels } from '../../../contract/log-line.ts';
import { success } from '../../../contract/outcome.ts';
import { managementPrefix } from '../../../contract/server-address.ts';
import { logLine } from '../../../operations/logs/log-filter.ts';
import { listRequestLogs, readRequestLog } from '../../../operations/logs/read-logs.ts';
import { type At, actsIn, type Console, type Reason, staysHere } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { openAnswer, Report } from '../../components/dialogs/report.tsx';
import { fileStamp, openSaveForm } from '../../components/dialogs/save-form.tsx';
import { cycle } from '../../cycle.ts';
import { noUsage } from '../usage/acts.ts';
import { isAbout, logsShown, nextMatch, searchOf } from './logs-shown.ts';
import { type LogItem, type LogsUi, resumed } from './logs-state.ts';
import { words } from './words.ts';

const set = ({ ui }: Console, logs: Partial<LogsUi>) => ui.dispatch({ type: 'logs', logs });
const sets = (change: (logs: LogsUi) => Partial<LogsUi>) => (console: Console) =>
  set(console, change(console.ui.snapshot().logs));

const selected = ({ ui }: Pick<At, 'ui'>) => logsShown(ui).selected;
const noLine: Reason = (at) => (selected(at) ? undefined : words().why.none);
/** Usage knows requests with an id, and those that a server wrote without one; none to the management API. */
const isRecorded = ({ status, request, method, path = '' }: LogItem): boolean =>
  status !== undefined &&
  (request !== undefined || (method === 'POST' && !path.startsWith(managementPrefix)));
const noRequest: Reason = (at) => {
  const item = selected(at);
  return item && isRecorded(item) ? undefined : (noLine(at) ?? words().why.noRequest);
};
/** A server stores requests that failed other than by a client that left; with `request-log` all of them. */
const nothingStored: Reason = (at) => {
  const { request, status, error } = selected(at) ?? {};
  if (request === undefined) return noLine(at) ?? words().why.noRequest;
  const own = ({ items }: LogsUi) => items.find((one) => one.request === request && one.status !== undefined);
  const { status: end = 500, error: why = error } =
    status === undefined ? (own(at.ui.logs) ?? {}) : { status, error };
  const isStored = end === 499 ? false : end >= 400 || why !== undefined;
  return isStored || at.console.server?.config['request-log'] === true ? undefined : words().why.notStored;
};
const nothingSearched: Reason = ({ ui }) => (searchOf(ui).length > 0 ? undefined : words().why.noSearch);
const empty: Reason = ({ ui }) => (ui.logs.items.length > 0 ? undefined : words().why.none);

/** To the newest line, and on with those that follow. */
function follow(console: Console): void {
  set(console, resumed(console.ui.snapshot().logs));
  console.ui.dispatch({
    type: 'list',
    screen: 'logs',
    action: { type: 'moved', by: Number.POSITIVE_INFINITY },
  });
}

const pause = (console: Console) =>
  console.ui.snapshot().logs.paused ? follow(console) : set(console, { paused: true });

const search = (by: 1 | -1) => (console: Console) => {
  const { ui } = console.at();
  const item = nextMatch(ui, by);
  if (item) console.ui.dispatch({ type: 'list', screen: 'logs', action: { type: 'moved-to', id: item.id } });
  else console.say('warning', words().why.noFurther);
};

/** The request of the line, in Usage. */
async function open(console: Console): Promise<void> {
  const item = selected(console.at());
  if (!item) return;
  const { at = 0, ms = 0 } = item;
  // The line has the end of the request, a record its beginning.
  const query = { since: at - ms - 3_000, until: at + 3_000 };
  const isHere = staysHere(console);
  const answer = await console.session.usage({ query, records: 1_000 });
  if (!isHere()) return;
  if (!answer.ok) return console.say('error', answer.message);
  const found = answer.value.records.filter((record) => isAbout(item, record));
  const exact = found.find(({ id }) => id === item.request);
  const record = exact ?? (found.length === 1 ? found[0] : undefined);
  if (!record) return console.say('warning', words().why.noRecord);
  console.go('usage');
  console.ui.dispatch({ type: 'usage', action: { type: 'opened', record } });
}

/** @param id of the request, or the name of its file */
function showStored(console: Console, id = selected(console.at())?.request): void {
  if (id === undefined) return;
  const { busy, copied, ...says } = words().stored;
  const title = says.title(id);
  const show = (text: string) => (
    <Report
      title={title}
      lines={text.split('\n').map((line) => line || ' ')}
      copy={{ what: copied, text: new Secret(text) }}
    />
  );
  openAnswer(console, { title, busy }, readRequestLog, { id }, show, { whole: true });
}

/** The logs of failed requests; the log itself is on the screen, with its older parts. */
function chooseFile(console: Console): void {
  const says = words().files;
  openAnswer(console, says, listRequestLogs, {}, (files) => (
    <Menu
      title={says.title}
      notes={files.length === 0 ? [says.none] : []}
      items={files.map(({ name, at }) => ({
        title: formatInstant(at, console.now()),
        hint: name,
        run: () => showStored(console, name),
      }))}
    />
  ));
}

/** Saves the lines that are shown. */
function save(console: Console): void {
  const { visible } = logsShown(console.ui.snapshot());
  const says = words().save;
  openSaveForm(console, {
    title: says.title,
    notes: [says.note(visible.length)],
    path: `~/cli-proxy-${fileStamp(console.now())}.log`,
    textOf: async () => success(new Secret(visible.map((item) => `${logLine(item)}\n`).join(''))),
  });
}

/** The line as text, with its time. */
const copyLine = (console: Console) => {
  const item = selected(console.at());
  return item && console.copy(new Secret(logLine(item)), words().copied);
};

const step = 20;
const pauseTitle = ({ ui }: At) => (ui.logs.paused ? words().acts.resume : words().acts.pause.title);

// biome-ignore format: one row a record reads as the table that it is
export const logsActs = actsIn('logs', () => words().acts, [
  { id: 'log-pause', word: 'pause', keys: ['space'], footer: 1, palette: true, disabled: empty, title: pauseTitle, run: pause },
  { id: 'log-level', word: 'level', keys: ['L'], footer: 2, palette: true, run: sets(({ level }) => ({ level: cycle(logLevels, level) })) },
  { id: 'log-filter', word: 'filter', keys: ['/'], footer: 3, disabled: empty, run: ({ ui }) => ui.dispatch({ type: 'set', ui: { filtering: true } }) },
  { id: 'log-open', word: 'open', keys: ['enter'], footer: 4, disabled: (at) => noRequest(at) ?? noUsage(at), run: open },
  { id: 'log-stored', word: 'stored', keys: ['e'], footer: 5, palette: true, disabled: nothingStored, run: (console) => showStored(console) },
  { id: 'log-file', word: 'file', keys: ['f'], footer: 6, palette: true, run: chooseFile },
  { id: 'log-next', word: 'next', keys: ['n'], footer: 9, disabled: nothingSearched, run: search(1) },
  { id: 'log-previous', word: 'previous', keys: ['N'], disabled: nothingSearched, run: search(-1) },
  { id: 'log-follow', word: 'follow', keys: ['G', 'end'], run: follow },
  { id: 'log-wrap', word: 'wrap', keys: ['w'], footer: 7, palette: true, run: sets(({ wrap }) => ({ wrap: !wrap, left: 0 })) },
  { id: 'log-right', word: 'right', keys: ['right'], run: sets(({ left }) => ({ left: left + step, wrap: false })) },
  { id: 'log-left', word: 'left', keys: ['left'], run: sets(({ left }) => ({ left: Math.max(0, left - step) })) },
  { id: 'log-save', word: 'save', keys: ['E'], footer: 8, palette: true, disabled: empty, run: save },
  { id: 'log-copy', word: 'copy', keys: ['c'], footer: 10, disabled: noLine, run: copyLine },
]);
