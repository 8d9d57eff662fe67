import type { Secret } from '../../base/secrets/secret.ts';
import type { FileMode } from '../../contract/facts.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, OperationContext } from '../operation.ts';
import type { Repair } from './check.ts';

/** Carries one repair out; its `undo` brings back what was there. */
export function applyRepair(context: OperationContext, repair: Repair): Promise<Outcome<Done<unknown>>> {
  switch (repair.kind) {
    case 'edits':
      return edit(context, repair);
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

/** Byte for byte where the text is still the one that the edits made, else by edits that put back what was there. */
async function edit(
  context: OperationContext,
  { edits, back, fingerprints }: Edits,
): Promise<Outcome<Done<unknown>>> {
  const { backend, signal } = context;
  const whole = backend.capabilities.configText === 'enforced';
  const before = whole ? await backend.readConfigText(signal) : undefined;
  // An undo brings that text back, so it must be what the edits fall on.
  const revision = before?.ok ? { revision: before.value.revision } : {};
  const edited = await backend.editConfig(edits, { ...revision, ...(signal ? { signal } : {}) });
  if (!edited.ok) return edited;
  return success({
    result: undefined,
    message: 'config.yaml is put right.',
    fingerprints,
    async undo(later) {
      const own = later.signal ? { signal: later.signal } : {};
      const written = before?.ok
        ? await later.backend.writeConfigText(before.value.text, { revision: edited.value.revision, ...own })
        : gone;
      const outcome =
        written.ok || written.kind !== 'conflict' ? written : await later.backend.editConfig(back, own);
      if (!outcome.ok) return outcome.kind === 'conflict' ? gone : outcome;
      return success({ result: undefined, message: 'config.yaml is as it was.', fingerprints });
    },
  });
}

async function hashSecret(
  { backend, signal }: OperationContext,
  secret: Secret,
): Promise<Outcome<Done<unknown>>> {
  const set = await backend.setManagementSecret(secret, signal);
  if (!set.ok) return set;
  const after = await backend.readConfigText();
  return success({
    result: undefined,
    message: 'The management secret is kept as its hash; it is the same as before.',
    fingerprints: [],
    async undo(later) {
      if (!after.ok) return gone;
      const path = ['remote-management', 'secret-key'];
      // A secret that was changed since must not give way to an old one.
      const back = await later.backend.editConfig([{ op: 'set', path, value: secret.reveal() }], {
        revision: after.value.revision,
      });
      if (!back.ok) return back.kind === 'conflict' ? gone : back;
      return success({
        result: undefined,
        message: 'The secret stands there in plain text again.',
        fingerprints: [],
      });
    },
  });
}

const gone = failure('conflict', 'It can no longer be undone: config.yaml was changed again since.');

async function setModes(
  context: OperationContext,
  modes: readonly FileMode[],
): Promise<Outcome<Done<unknown>>> {
  const set = await context.facts?.setModes(modes);
  if (!set) return noFiles;
  if (!set.ok) return set;
  const before = set.value;
  const what = modes.length === 1 ? `${modes[0]?.path} is` : `${modes.length} files are`;
  return success({
    result: undefined,
    message: `${what} for the owner alone.`,
    fingerprints: [],
    async undo(later) {
      const back = await later.facts?.setModes(before);
      if (!back) return noFiles;
      return back.ok
        ? success({ result: undefined, message: 'The modes are as they were.', fingerprints: [] })
        : back;
    },
  });
}

async function makeFolder(context: OperationContext, path: string): Promise<Outcome<Done<unknown>>> {
  const made = await context.facts?.makeFolder(path);
  if (!made) return noFiles;
  if (!made.ok) return made;
  return success({
    result: undefined,
    message: `The folder ${path} is made.`,
    fingerprints: [],
    async undo(later) {
      const back = await later.facts?.removeFolder(path);
      if (!back) return noFiles;
      if (!back.ok && back.kind !== 'conflict') return back;
      // Nothing is lost by a folder; what has come into it might be.
      const message = back.ok ? `The folder ${path} is gone again.` : back.message;
      return success({ result: undefined, message, fingerprints: [] });
    },
  });
}

const noFiles = failure('unsupported', 'The files of this server cannot be changed from here.');
