import { type ClientKey, clientKeyState, stopsAt } from '../../../contract/client-key.ts';
import { left, type Moment } from '../../moment.ts';
import { words as keyWords } from '../client-keys/words.ts';
import type { Attention, Fix, Tone } from './attention.ts';
import { words } from './words.ts';

interface Reason {
  readonly tone: Tone;
  readonly fact: string;
  readonly fix?: Omit<Fix, 'on'>;
}

const day = 24 * 3600 * 1000;
/** M1. */
const longUnused = 90 * day;
const soon = 7 * day;

/** One row for each client key, whatever is to be said of it, and one for all without a label. */
export function aboutClientKeys(keys: readonly ClientKey[], moment: Moment): readonly Attention[] {
  const items: Attention[] = [];
  const repeated = new Set(keys.filter((key) => key.duplicate).map((key) => key.fingerprint));
  // The first entry of a repeated key speaks for all.
  const single = keys.filter((key) => !key.duplicate);
  for (const key of single) {
    const reasons = reasonsOf(key, repeated.has(key.fingerprint), moment);
    const [worst] = reasons;
    if (!worst) continue;
    const on = { screen: 'client-keys', id: key.id } as const;
    items.push({
      id: `key-${key.id}`,
      tone: worst.tone,
      what: (key.record?.label ?? '').trim() || key.key.mask,
      fact: reasons.map(({ fact }) => fact).join(', '),
      to: on,
      ...(worst.fix && { fix: { ...worst.fix, on } }),
    });
  }
  return [...items, ...aboutLabels(single)];
}

/** Everything that is wrong with a key, worst first; a missing label is nothing wrong (A4, A7, A8, M1). */
function reasonsOf(key: ClientKey, repeated: boolean, moment: Moment): readonly Reason[] {
  const { attention } = words();
  const { fixes } = attention;
  const found: Reason[] = [];
  const add = (tone: Tone, fact: string, fix?: Reason['fix']) =>
    found.push({ tone, fact, ...(fix && { fix }) });
  const state = clientKeyState(key, moment.now);
  const stops = stopsAt(key.record);
  const rotate = { act: 'rotate-key', title: fixes.rotate };
  if (state === 'expired') add('danger', attention.expiredKey, { act: 'revoke-keys', title: fixes.revoke });
  if (key.sample) add('danger', attention.sampleKey, rotate);
  if (key.weak && !key.sample) add('warning', attention.weakKey, rotate);
  if (repeated) add('warning', attention.repeatedKey);
  if (state === 'retiring') {
    const requests = key.activity?.lastHour ?? 0;
    const time = left(moment, stops);
    if (requests > 0) add('warning', attention.oldKeyUsed(requests, time));
    else add('notice', attention.rotating(time), { act: 'finish-rotation', title: fixes.finish });
  } else if (state !== 'expired' && stops - moment.now < soon) {
    add('warning', attention.expiresSoon(left(moment, stops)));
  }
  const unused = unusedFor(key, moment.now);
  if (unused !== undefined) add('notice', attention.unused(Math.floor(unused / day)));
  return found;
}

/** ms since its last request, where that is long ago; undefined: it is used, or not counted. */
function unusedFor({ activity }: ClientKey, now: number): number | undefined {
  if (!activity) return undefined;
  const ms = now - (activity.lastUsedAt ?? activity.countedSince);
  return ms >= longUnused ? ms : undefined;
}

function aboutLabels(keys: readonly ClientKey[]): readonly Attention[] {
  const without = keys.filter(({ record }) => (record?.label ?? '').trim() === '');
  const [first] = without;
  if (!first) return [];
  const { attention } = words();
  const on =
    without.length === 1
      ? ({ screen: 'client-keys', id: first.id } as const)
      : ({ screen: 'client-keys', filter: keyWords().noLabel } as const);
  const [what, title] = [attention.withoutLabel(without.length), attention.fixes.label];
  return [
    {
      id: 'unlabelled',
      tone: 'notice',
      what,
      fact: '',
      to: on,
      fix: { act: 'edit-key', title, on, marksAll: without.length > 1 },
    },
  ];
}
