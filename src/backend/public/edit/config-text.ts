import { type Revision, revisionOf } from '../../../base/files/revision.ts';
import { hashSecret } from '../../../base/secrets/bcrypt.ts';
import type { Secret } from '../../../base/secrets/secret.ts';
import { applyEdits, areMade } from '../../../config/edit/apply-edits.ts';
import { parseConfig } from '../../../config/parse/parse-config.ts';
import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { checkManagementSecret } from '../../check-management-secret.ts';
import { canonical, readConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { hasAmpBlock } from './amp-step.ts';
import { type EditContext, settleMs, tries } from './edit-step.ts';

/** The text on the server before and after a write. */
interface WrittenText {
  readonly before: string;
  readonly after: string;
  /** false: another program wrote behind it, and kept what was edited. */
  readonly isOurs: boolean;
}

/**
 * Edits for which there is no route: spliced into the text, compared with the server's once more, sent, read
 * back.
 */
export async function editText(
  context: EditContext,
  edits: readonly ConfigEdit[],
): Promise<Outcome<WrittenText>> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const read = await context.client.request('getConfigText', { signal: context.signal });
    if (!read.ok) return read;
    const edited = applyEdits(read.value, edits);
    if (!edited.ok) return edited;
    const again = await context.client.request('getConfigText', { signal: context.signal });
    if (!again.ok) return again;
    if (again.value !== read.value) continue;
    return writeText(context, read.value, edited.value, edits);
  }
  return failure('conflict', words().text.racing);
}

/**
 * Sends a text and reads it back. The server takes comments out of their indentation and hashes a plain
 * secret, so what both say is compared, not their bytes.
 * @param edits that made the text: another program's write beside them is none to fail for
 */
export async function writeText(
  context: EditContext,
  before: string,
  text: string,
  edits?: readonly ConfigEdit[],
): Promise<Outcome<WrittenText>> {
  const { client } = context;
  const kept = await context.remember?.(before);
  if (kept?.ok === false) return kept;
  const wanted = meaning(text);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const put = await client.request('putConfigText', { input: text });
    if (!put.ok && put.kind !== 'unreachable') return put;
    const read = await client.request('getConfigText');
    if (!read.ok) return put.ok ? read : put;
    const now = meaning(read.value);
    const isOurs = now === wanted;
    if (isOurs || (now !== meaning(before) && edits && areMade(read.value, edits))) {
      await untilInForce(context, before, read.value);
      return success({ before, after: read.value, isOurs });
    }
    if (!put.ok) return put;
    if (now !== meaning(before)) {
      // Of a whole text a part may be there, so it is no `conflict`, which says that nothing was written.
      return failure(edits ? 'conflict' : 'failed', words().text.sameMoment);
    }
    await context.wait(settleMs);
  }
  return failure('failed', words().text.keptOld(client.address.base));
}

/** What a text says, without the secret, of which the server keeps a hash. */
export function meaning(text: string): string {
  const parsed = parseConfig(text);
  if (!parsed.ok) return `unreadable ${revisionOf(text)}`;
  const { 'remote-management': management, ...rest } = parsed.value.config;
  const { 'secret-key': _, ...others } = management ?? {};
  return canonical({ ...rest, 'remote-management': others });
}

/** What the running config hides, or takes at a restart only, so a change of it cannot be waited for. */
const hidden = ['host', 'port', 'auth-dir', 'remote-management'];
const maxLooks = 5;

/**
 * The server takes a new text up a moment after its answer (measured: 155 ms). After a rename of its file it
 * has lost its watch, shows the new config and judges clients by the old one until the next setter: so where
 * client keys have changed, a setter that changes nothing follows.
 */
async function untilInForce(context: EditContext, before: string, after: string): Promise<void> {
  const [old, next] = [parseConfig(before), parseConfig(after)];
  if (!next.ok) return;
  const former = old.ok ? old.value.config : {};
  const changed = Object.keys({ ...former, ...next.value.config }).filter(
    (key) => !hidden.includes(key) && canonical(former[key]) !== canonical(next.value.config[key]),
  );
  if (changed.length === 0) return;
  for (let look = 0; look < maxLooks; look += 1) {
    const seen = await readConfig(context.client);
    if (!seen.ok) return;
    const { config } = seen.value;
    const shows = (key: string) => config[key] === undefined || includes(config[key], next.value.config[key]);
    if (changed.every(shows)) {
      // A setter of a server without Amp would take the block out of the file.
      if (!changed.includes('api-keys') || (config.ampcode === undefined && hasAmpBlock(after))) return;
      await context.wait(settleMs);
      await context.client.request('putSetting', {
        params: { setting: 'debug' },
        input: { value: config.debug === true },
      });
      return;
    }
    await context.wait(settleMs);
  }
}

/** The running config has defaults beside what the text says. */
function includes(running: unknown, said: unknown): boolean {
  if (said === undefined || said === null) return true;
  if (Array.isArray(said)) {
    return (
      Array.isArray(running) &&
      running.length === said.length &&
      said.every((it, at) => includes(running[at], it))
    );
  }
  if (typeof said !== 'object') return running === said;
  return Object.entries(said).every(([key, it]) =>
    includes((running as Record<string, unknown> | null)?.[key], it),
  );
}

/**
 * A whole config.yaml, compared with what its writer saw right before it is sent: the server does not
 * compare.
 */
export async function writeConfigText(
  context: EditContext,
  text: string,
  seen: Revision | undefined,
): Promise<Outcome<{ revision: Revision }>> {
  const sound = parseConfig(text);
  if (!sound.ok) return sound;
  const before = await context.client.request('getConfigText', { signal: context.signal });
  if (!before.ok) return before;
  if (seen !== undefined && seen !== revisionOf(before.value)) {
    return modified();
  }
  const written = await writeText(context, before.value, text);
  return written.ok ? success({ revision: revisionOf(written.value.after) }) : written;
}

export const modified = () => failure('conflict', words().text.modified);

/** ms after which the server judges by a config.yaml that it was sent (recorded: within 1 s). */
const inForceMs = 1_000;

/**
 * B7 over config.yaml, where the hash is written, so that the plain secret never reaches the server's disk.
 * No other request runs during that, and the new secret is tried once, when it must be in force. Nothing stops
 * that: only the caller knows the secret.
 */
export async function rotateSecret(context: EditContext, secret: Secret): Promise<Outcome<void>> {
  const { client, signal } = context;
  const invalid = checkManagementSecret(secret);
  if (invalid) return invalid;
  const value = await hashSecret(secret.reveal());
  return client.alone(async (request, tryOther) => {
    const text = await request('getConfigText', { signal });
    if (!text.ok) return text;
    const edited = applyEdits(text.value, [{ op: 'set', path: ['remote-management', 'secret-key'], value }]);
    if (!edited.ok) return edited;
    const again = await request('getConfigText', { signal });
    if (!again.ok) return again;
    if (again.value !== text.value) {
      return failure('conflict', words().text.racing);
    }
    const kept = await context.remember?.(text.value);
    if (kept?.ok === false) return kept;
    const put = await request('putConfigText', { input: edited.value });
    // Without an answer it may have been written all the same.
    if (!put.ok && (put.kind !== 'unreachable' || put.refused)) return put;
    await context.wait(inForceMs);
    const entered = await tryOther(secret);
    if (entered.ok) return success(undefined);
    const [cause, message] = put.ok
      ? [entered, words().text.secretNotYet(client.address.base, entered.message)]
      : [put, put.message];
    return failure(cause.kind, message, { maybeInForce: true });
  });
}
