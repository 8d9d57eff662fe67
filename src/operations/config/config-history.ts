import type { ConfigText } from '../../backend/backend.ts';
import type { Revision } from '../../base/files/revision.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import type { ConfigVersion, DifferenceLine } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Inquiry, Operation, OperationContext } from '../operation.ts';
import { words } from './words.ts';

/** A change of config.yaml: the version before it is kept. */
export interface ConfigChange extends ConfigVersion {
  /** Who made it, by the audit log; undefined if that does not say. */
  readonly by: string | undefined;
  /** What it was, by the audit log: `rotate-client-key`. */
  readonly operation: string | undefined;
  readonly added: number;
  readonly removed: number;
  /** The change, if it is of one line: `+ debug: true`, `− debug: true`, `debug: true → false`; secrets are masked. */
  readonly line: string | undefined;
}

/** The changes of config.yaml whose former text is kept, newest first. */
export const listConfigChanges: Inquiry<Record<never, never>, readonly ConfigChange[]> = {
  id: 'list-config-changes',
  get title() {
    return words().history.title;
  },
  audited: false,
  async run(context) {
    const { backend, signal } = context;
    const versions = await versionsOf(context);
    if (!versions.ok) return versions;
    const current = await backend.readConfigText(signal);
    if (!current.ok) return current;
    const audit = await backend.readAudit(maxEntries);
    const entries = audit.ok ? audit.value : [];
    const changes: ConfigChange[] = [];
    let after = current.value.text;
    let next = Number.POSITIVE_INFINITY;
    for (const version of versions.value) {
      const read = await textOf(context, version.id);
      // It may have made way for a newer one.
      if (!read.ok) continue;
      const lines = await differenceOf(context, read.value, after);
      if (!lines.ok) return lines;
      const entry = entryAt(entries, version.until, next);
      const count = (kind: DifferenceLine['kind']) => lines.value.filter((line) => line.kind === kind).length;
      const [added, removed] = [count('added'), count('removed')];
      const line = added <= 1 && removed <= 1 ? changeIn(lines.value) : undefined;
      changes.push({ ...version, by: entry?.user, operation: entry?.operation, added, removed, line });
      after = read.value;
      next = version.until;
    }
    return inform(changes);
  },
};

function changeIn(lines: readonly DifferenceLine[]): string | undefined {
  const at = (wanted: DifferenceLine['kind']) => lines.find(({ kind }) => kind === wanted)?.text.trim();
  const [before, after] = [at('removed'), at('added')];
  if (before === undefined) return after === undefined ? undefined : `+ ${after}`;
  if (after === undefined) return `− ${before}`;
  // What both begin with, `port: ` or the dash of a list, is said once.
  const [start = ''] = /^(?:- )?(?:[\w-]+: )?/.exec(before) ?? [];
  return `${before} → ${after.startsWith(start) ? after.slice(start.length) : after}`;
}

interface VersionInput {
  /** Absent: the newest. */
  readonly id?: string | undefined;
}

interface VersionDifference {
  readonly id: string;
  /** Of the config.yaml that it was compared with. */
  readonly revision: Revision;
  readonly lines: readonly DifferenceLine[];
}

/** The difference from a version to config.yaml as it is. */
export const compareVersion: Inquiry<VersionInput, VersionDifference> = {
  id: 'compare-version',
  get title() {
    return words().comparing;
  },
  audited: false,
  run: (context, input) => compare(context, input, (version, current) => [version, current]),
};

/** What restoring a version would change in config.yaml. */
export const previewRestore: Inquiry<VersionInput, VersionDifference> = {
  id: 'preview-restore',
  get title() {
    return words().comparing;
  },
  audited: false,
  run: (context, input) => compare(context, input, (version, current) => [current, version]),
};

interface RestoreInput {
  readonly id: string;
  /** Of the config.yaml that the shown difference is of: another one is not replaced. */
  readonly revision: Revision;
}

/** config.yaml gets the text of a version; its own is kept as the newest one. */
export const restoreVersion: Operation<RestoreInput, { readonly id: string }> = {
  id: 'restore-config',
  get title() {
    return words().history.restoring;
  },
  async run(context, { id, revision }) {
    const both = await textsOf(context, id);
    if (!both.ok) return both;
    const { version, current } = both.value;
    if (version === current.text) {
      return failure('invalid', words().history.same(id));
    }
    const { backend, signal } = context;
    const options = { revision, ...(signal ? { signal } : {}) };
    const written = await backend.writeConfigText(version, options);
    if (!written.ok) return written;
    return success({
      result: { id },
      message: words().history.restored(id),
      fingerprints: [],
      names: [id],
      async undo(later) {
        const { revision } = written.value;
        const back = await later.backend.writeConfigText(current.text, { revision });
        if (!back.ok) return back;
        return success({ result: undefined, message: words().history.undone, fingerprints: [] });
      },
    });
  },
};

/** Enough for the kept versions and what was done between them. */
const maxEntries = 500;
/** ms between a write and its line in the audit log, at most: a public server reads back and waits. */
const latest = 15_000;

const entryAt = (entries: readonly AuditEntry[], at: number, next: number): AuditEntry | undefined =>
  entries.find(({ time }) => {
    const written = Date.parse(time);
    return written >= at - 1 && written < Math.min(next, at + latest);
  });

const inform = <Result>(result: Result) => success({ result, message: '', fingerprints: [] });

const noHistory = () => failure('unsupported', words().history.notKept);

async function versionsOf({ backend, signal }: OperationContext): Promise<Outcome<readonly ConfigVersion[]>> {
  return backend.history ? backend.history.versions(signal) : noHistory();
}

const textOf = async ({ backend, signal }: OperationContext, id: string): Promise<Outcome<string>> =>
  backend.history ? backend.history.read(id, signal) : noHistory();

async function differenceOf(
  { configText }: OperationContext,
  before: string,
  after: string,
): Promise<Outcome<readonly DifferenceLine[]>> {
  const planned = await configText?.plan(before, after);
  if (!planned) return failure('unsupported', words().noDifference);
  return planned.ok ? success(planned.value.lines) : planned;
}

async function compare(
  context: OperationContext,
  { id: wanted }: VersionInput,
  order: (version: string, current: string) => readonly [string, string],
) {
  const versions = wanted === undefined ? await versionsOf(context) : success([]);
  if (!versions.ok) return versions;
  const id = wanted ?? versions.value[0]?.id;
  if (id === undefined) return failure('invalid', words().history.none);
  const both = await textsOf(context, id);
  if (!both.ok) return both;
  const lines = await differenceOf(context, ...order(both.value.version, both.value.current.text));
  return lines.ok ? inform({ id, revision: both.value.current.revision, lines: lines.value }) : lines;
}

async function textsOf(
  context: OperationContext,
  id: string,
): Promise<Outcome<{ readonly version: string; readonly current: ConfigText }>> {
  const version = await textOf(context, id);
  if (!version.ok) return version;
  const current = await context.backend.readConfigText(context.signal);
  return current.ok ? success({ version: version.value, current: current.value }) : current;
}
