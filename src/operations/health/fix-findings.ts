import type { Revision } from '../../base/files/revision.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import type { FileMode } from '../../contract/facts.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { restoreText } from '../restore-text.ts';
import type { Repair } from './check.ts';
import { type Examined, examine } from './diagnose.ts';
import { gatherFacts, readFile } from './gather-facts.ts';
import { words } from './words.ts';

export interface FixFindingsInput {
  /** Of findings that have a fix. */
  readonly ids: readonly string[];
}

interface FixFindingsResult {
  /** Ids, in the order in which they were made. */
  readonly fixed: readonly string[];
  /** What could not be made, and why. */
  readonly failed: readonly { readonly id: string; readonly message: string }[];
}

/**
 * Makes the fixes of these findings, as they are now: findings that are gone are skipped. An undo reverses
 * all of them, the last one first.
 */
export const fixFindings: Operation<FixFindingsInput, FixFindingsResult> = {
  id: 'fix-findings',
  get title() {
    return words().fix.running;
  },
  async run(context, { ids }) {
    const { backend, signal } = context;
    const text =
      backend.capabilities.configText === 'enforced' ? await backend.readConfigText(signal) : undefined;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const facts = await gatherFacts(context, { state: loaded.value, checkKeys: false });
    const wanted = examine(facts).filter(({ finding, repair }) => repair && ids.includes(finding.id));
    if (wanted.length === 0) {
      return failure('conflict', words().fix.gone);
    }
    const ground: Ground = text?.ok ? text.value : { revision: loaded.value.revision, text: undefined };
    const made = await makeAll(context, wanted, ground);
    const { done, failed } = made;
    const [first] = failed;
    if (done.length === 0 && first) return first.outcome;
    return success({
      result: {
        fixed: done.map(({ id }) => id),
        failed: failed.map(({ id, outcome }) => ({ id, message: outcome.message })),
      },
      message: messageOf(made),
      fingerprints: printsOf(done.map(({ value }) => value)),
      undo: (later) =>
        undoAll(
          later,
          done.map(({ value }) => value),
        ),
    });
  },
};

/** config.yaml as the findings are about it, and then as the edits made so far left it. */
interface Ground {
  readonly revision: Revision;
  /** undefined: not known. */
  readonly text: string | undefined;
}

interface Made {
  readonly done: readonly { readonly id: string; readonly value: Done<unknown> }[];
  readonly failed: readonly {
    readonly id: string;
    readonly outcome: Extract<Outcome<never>, { ok: false }>;
  }[];
}

async function makeAll(context: OperationContext, wanted: readonly Examined[], found: Ground): Promise<Made> {
  const done: Made['done'][number][] = [];
  const failed: Made['failed'][number][] = [];
  let ground = found;
  // Other fixes may write config.yaml too, and then edits for what it was would be wrong.
  const [edits, others] = [wanted.filter(isEdit), wanted.filter((one) => !isEdit(one))];
  for (const { finding, repair } of [...edits, ...others]) {
    if (!repair || context.signal?.aborted) continue;
    const outcome =
      repair.kind === 'edits'
        ? await edit(context, repair, ground, (left) => {
            ground = left;
          })
        : await applyRepair(context, repair);
    if (outcome.ok) done.push({ id: finding.id, value: outcome.value });
    else failed.push({ id: finding.id, outcome });
  }
  return { done, failed };
}

const isEdit = ({ repair }: Examined): boolean => repair?.kind === 'edits';

function messageOf({ done, failed }: Made): string {
  const [first] = done;
  const said = done.length === 1 && first ? first.value.message : words().fix.several(done.length);
  const [refused] = failed;
  if (!refused) return said;
  const rest = failed.length > 1 ? words().fix.more(failed.length - 1) : '';
  return words().fix.partly(said, rest, refused.outcome.message);
}

async function undoAll(
  context: OperationContext,
  done: readonly Done<unknown>[],
): Promise<Outcome<Done<void>>> {
  for (const [place, { undo }] of done.toReversed().entries()) {
    const undone = await undo?.(context);
    if (!undone || undone.ok) continue;
    if (place === 0) return undone;
    return failure(undone.kind, words().fix.undoFailed(place, done.length, undone.message));
  }
  const message = done.length === 1 ? words().fix.undone : words().fix.allUndone(done.length);
  return success({ result: undefined, message, fingerprints: printsOf(done) });
}

const printsOf = (done: readonly Done<unknown>[]): Fingerprint[] => [
  ...new Set(done.flatMap(({ fingerprints }) => fingerprints)),
];

/** Carries one repair out; its `undo` brings back what was there. */
function applyRepair(
  context: OperationContext,
  repair: Exclude<Repair, Edits>,
): Promise<Outcome<Done<unknown>>> {
  switch (repair.kind) {
    case 'modes':
      return setModes(context, repair.modes);
    case 'folder':
      return makeFolder(context, repair.path);
    case 'hash-secret':
      return hashSecret(context, repair.secret);
    case 'operation':
      return repair.run(context);
  }
}

type Edits = Extract<Repair, { kind: 'edits' }>;

async function edit(
  context: OperationContext,
  { edits, back, fingerprints }: Edits,
  { revision, text: before }: Ground,
  leave: (ground: Ground) => void,
): Promise<Outcome<Done<unknown>>> {
  const { backend, signal } = context;
  const edited = await backend.editConfig(edits, { revision, ...(signal ? { signal } : {}) });
  if (!edited.ok) return edited;
  const after = before === undefined ? undefined : await backend.readConfigText();
  const left = edited.value.revision;
  leave({
    revision: left,
    text: after?.ok && after.value.revision === left ? after.value.text : undefined,
  });
  return success({
    result: undefined,
    message: words().fix.config,
    fingerprints,
    async undo(later) {
      const text = before === undefined ? undefined : { before, after: left };
      const outcome = await restoreText(later, text, back);
      if (!outcome.ok) return outcome.kind === 'conflict' ? changedSince() : outcome;
      return success({ result: undefined, message: words().fix.restored, fingerprints });
    },
  });
}

async function hashSecret(context: OperationContext, secret: Secret): Promise<Outcome<Done<unknown>>> {
  const { backend, signal } = context;
  const file = await readFile(context);
  const now = file.known ? file.value.config['remote-management']?.['secret-key'] : undefined;
  if (now !== secret.reveal()) return failure('conflict', words().fix.changedNow);
  const set = await backend.setManagementSecret(secret, signal);
  if (!set.ok) return set;
  const after = await backend.readConfigText();
  return success({
    result: undefined,
    message: words().fix.hashed,
    fingerprints: [],
    async undo(later) {
      if (!after.ok) return changedSince();
      const path = ['remote-management', 'secret-key'];
      // A secret that was changed since must not give way to an old one.
      const back = await later.backend.editConfig([{ op: 'set', path, value: secret.reveal() }], {
        revision: after.value.revision,
      });
      if (!back.ok) return back.kind === 'conflict' ? changedSince() : back;
      return success({
        result: undefined,
        message: words().fix.plainAgain,
        fingerprints: [],
      });
    },
  });
}

const changedSince = () => failure('conflict', words().fix.changedSince);

async function setModes(
  context: OperationContext,
  modes: readonly FileMode[],
): Promise<Outcome<Done<unknown>>> {
  const set = await context.facts?.setModes(modes);
  if (!set) return noFiles();
  if (!set.ok) return set;
  const before = set.value;
  return success({
    result: undefined,
    message: words().fix.restricted(modes.length, modes[0]?.path ?? ''),
    fingerprints: [],
    async undo(later) {
      const back = await later.facts?.setModes(before);
      if (!back) return noFiles();
      return back.ok
        ? success({ result: undefined, message: words().fix.modesRestored, fingerprints: [] })
        : back;
    },
  });
}

async function makeFolder(context: OperationContext, path: string): Promise<Outcome<Done<unknown>>> {
  const made = await context.facts?.makeFolder(path);
  if (!made) return noFiles();
  if (!made.ok) return made;
  return success({
    result: undefined,
    message: words().fix.folder(path),
    fingerprints: [],
    async undo(later) {
      const back = await later.facts?.removeFolder(path);
      if (!back) return noFiles();
      if (!back.ok && back.kind !== 'conflict') return back;
      // Nothing is lost by a folder; what has come into it might be.
      const message = back.ok ? words().fix.noFolder(path) : back.message;
      return success({ result: undefined, message, fingerprints: [] });
    },
  });
}

const noFiles = () => failure('unsupported', words().fix.noFiles);
