import type { ConfigEdit } from '../../../contract/config-edit.ts';
import { type Failure, failure } from '../../../contract/outcome.ts';
import { settings } from '../../../contract/routes.ts';
import { requiresBaseUrl } from '../../../providers/provider-keys.ts';
import { clientKeysIn, type SeenConfig } from '../read-config.ts';
import { words } from '../words.ts';
import { editAmp, noAmp } from './amp-step.ts';
import { appendKey, removeKey, replaceKey, replaceList } from './client-key-steps.ts';
import type { EditStep } from './edit-step.ts';
import { setSetting } from './setting-step.ts';

type EditPlan =
  | { readonly kind: 'steps'; readonly steps: readonly EditStep[] }
  /** Something has no route of its own: all of it in one write of config.yaml. */
  | { readonly kind: 'text' }
  | { readonly kind: 'refused'; readonly reason: Failure };

/** More changes of keys than this go as one list: one by one, each costs the server 60 ms. */
const manyKeys = 10;

/** Which calls a batch becomes on this server. Named keys must exist, otherwise nothing is started. */
export function planEdits(edits: readonly ConfigEdit[], seen: SeenConfig, base: string): EditPlan {
  const keyEdits = edits.filter((it) => it.path[0] === 'api-keys');
  const ampEdits = edits.filter((it) => it.path[0] === 'ampcode');
  const refused = refusalOf(edits, seen, base);
  if (refused) return { kind: 'refused', reason: refused };
  const steps: EditStep[] = [];
  if (keyEdits.length > 0) {
    const target = keysAfter(clientKeysIn(seen), keyEdits);
    if (target === undefined) return { kind: 'text' };
    if ('kind' in target) return { kind: 'refused', reason: target };
    if (keyEdits.length > manyKeys) steps.push(replaceList((keys) => listAfter(keys, keyEdits)));
    else steps.push(...keyEdits.flatMap(keyStep));
  }
  for (const edit of edits) {
    if (keyEdits.includes(edit) || ampEdits.includes(edit)) continue;
    const step = settingStep(edit);
    if (!step) return { kind: 'text' };
    steps.push(step);
  }
  // The keys first: a mapping to a key that is not there yet is flagged, a key without its mapping is not.
  if (ampEdits.length > 0) steps.push(editAmp(ampEdits));
  return { kind: 'steps', steps };
}

function refusalOf(edits: readonly ConfigEdit[], seen: SeenConfig, base: string): Failure | undefined {
  for (const edit of edits) {
    if (edit.path[0] === 'ampcode' && seen.config.ampcode === undefined) return noAmp(base);
    const list = String(edit.path[0]);
    if (requiresBaseUrl(list) && losesBaseUrl(edit)) {
      return failure('invalid', words().edit.noBaseUrl(list));
    }
  }
  return undefined;
}

/** An entry comes without a base-url, or one loses its own. */
function losesBaseUrl(edit: ConfigEdit): boolean {
  if (edit.op === 'append' || edit.op === 'replace') return edit.path.length === 1 && !hasBaseUrl(edit.value);
  const own = edit.path.length === 3 && edit.path[2] === 'base-url';
  return own && (edit.op === 'unset' || (edit.op === 'set' && !edit.value));
}

function hasBaseUrl(entry: unknown): boolean {
  return (
    typeof entry === 'object' && entry !== null && Boolean((entry as Record<string, unknown>)['base-url'])
  );
}

function keyStep(edit: ConfigEdit): EditStep[] {
  if (edit.op === 'append') return [appendKey(String(edit.value))];
  if (edit.op === 'replace') return [replaceKey(String(edit.item), String(edit.value))];
  return edit.op === 'remove' ? [removeKey(String(edit.item), edit.every === true)] : [];
}

/** undefined: an edit that is none of one key; a failure: a key that it names is not there. */
function keysAfter(
  keys: readonly string[],
  edits: readonly ConfigEdit[],
): readonly string[] | Failure | undefined {
  let now = [...keys];
  for (const edit of edits) {
    if (edit.path.length !== 1 || edit.op === 'set' || edit.op === 'unset' || edit.op === 'move')
      return undefined;
    if (edit.op !== 'remove' && typeof edit.value !== 'string') return undefined;
    const named = edit.op === 'append' ? edit.after : edit.item;
    if (named !== undefined && !now.includes(String(named))) {
      return failure('conflict', words().edit.keyGone);
    }
    now = listAfter(now, [edit]);
  }
  return now;
}

/** What no longer exists is skipped: it did when the plan was made. */
function listAfter(keys: readonly string[], edits: readonly ConfigEdit[]): string[] {
  const now = [...keys];
  for (const edit of edits) {
    if (edit.op === 'append') {
      const place = edit.after === undefined ? -1 : now.indexOf(String(edit.after));
      now.splice(place < 0 ? now.length : place + 1, 0, String(edit.value));
    } else if (edit.op === 'replace' || edit.op === 'remove') {
      const item = String(edit.item);
      const fill = edit.op === 'replace' ? [String(edit.value)] : [];
      for (let place = now.indexOf(item); place >= 0; place = now.indexOf(item)) {
        now.splice(place, 1, ...fill);
        if (edit.op === 'replace' || !edit.every) break;
      }
    }
  }
  return now;
}

function settingStep(edit: ConfigEdit): EditStep | undefined {
  if (edit.op !== 'set') return undefined;
  const path = edit.path.filter((step) => typeof step === 'string');
  if (path.length !== edit.path.length || !Object.hasOwn(settings, path.join('/'))) return undefined;
  return setSetting(path, edit.value);
}
