import { parseDuration } from '../../base/duration.ts';
import { failure, success } from '../../contract/outcome.ts';
import {
  addClientKey,
  changeDeadline,
  editClientKey,
  importClientKeys,
  limitClientKey,
  readLimit,
  readModels,
  rotateClientKey,
} from '../../operations/index.ts';
import { parseExpiry } from '../input/expiry.ts';
import { noPurpose } from '../ui/dialog.ts';
import type { Submit } from './submit-form.ts';

const gone = failure('conflict', 'The key is not named any more.');

/** What the forms of the client keys do. */
export const keySubmits = {
  async add({ session, now }, _form, values) {
    const expiry = parseExpiry(values.expires ?? '', now());
    if (!expiry.ok) return expiry;
    const { label = '', purpose = noPurpose, prefix = '' } = values;
    const added = await session.run(addClientKey, {
      ...(label.trim() === '' ? {} : { label }),
      ...(purpose === noPurpose ? {} : { purpose }),
      ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }),
      ...(expiry.value === undefined ? {} : { expiresAt: expiry.value }),
    });
    if (!added.ok) return added;
    const { key, fingerprint } = added.value;
    return success({
      once: { title: `New key for ${label.trim() || key.mask}`, secret: key },
      select: fingerprint,
    });
  },
  async edit({ session, now }, form, values) {
    if (!form.target) return gone;
    const { label = '', purpose = noPurpose, expires = '' } = values;
    const expiry = parseExpiry(expires, now());
    if (!expiry.ok) return expiry;
    const edited = await session.run(editClientKey, {
      fingerprint: form.target,
      label: label.trim() === '' ? null : label,
      purpose: purpose === noPurpose ? null : purpose,
      expiresAt: expiry.value ?? null,
    });
    return edited.ok ? success({}) : edited;
  },
  async limit({ session }, form, values) {
    if (!form.target) return gone;
    const { requestsPerMinute = '', tokensPerDay = '', tokensPerMonth = '', models = '' } = values;
    const perMinute = readLimit(requestsPerMinute, 'requests per minute');
    if (!perMinute.ok) return perMinute;
    const perDay = readLimit(tokensPerDay, 'tokens per day');
    if (!perDay.ok) return perDay;
    const perMonth = readLimit(tokensPerMonth, 'tokens per month');
    if (!perMonth.ok) return perMonth;
    const limited = await session.run(limitClientKey, {
      fingerprint: form.target,
      requestsPerMinute: perMinute.value,
      tokensPerDay: perDay.value,
      tokensPerMonth: perMonth.value,
      models: readModels(models),
    });
    return limited.ok ? success({}) : limited;
  },
  async import({ session }, _form, values) {
    const imported = await session.run(importClientKeys, { text: values.text ?? '' });
    if (!imported.ok) return imported;
    const [first] = imported.value.added;
    return success(first ? { select: first.fingerprint } : {});
  },
  async rotate({ session }, form, values) {
    if (!form.target) return gone;
    const graceMs = parseDuration(values.grace ?? '');
    const rotated = await session.run(rotateClientKey, {
      fingerprint: form.target,
      ...(graceMs === undefined ? {} : { graceMs }),
    });
    if (!rotated.ok) return rotated;
    const { key, label } = rotated.value;
    return success({ once: { title: `New key for ${label ?? rotated.value.old.mask}`, secret: key } });
  },
  async deadline({ session }, form, values) {
    const graceMs = parseDuration(values.grace ?? '');
    if (!form.target || graceMs === undefined) return gone;
    const changed = await session.run(changeDeadline, { fingerprint: form.target, graceMs });
    return changed.ok ? success({}) : changed;
  },
} satisfies Record<string, Submit>;
