import type { SeenQuota } from '../../contract/quota/quota.ts';
import { instantIn } from '../accounts/auth-file.ts';
import { type Fields, fieldsOf, textIn } from '../json-fields.ts';
import { dayMs, numberFrom, type ProviderQuota, percentOf, type QuotaWindow } from './provider-quota.ts';

/** Models of one series share a quota; `flash-lite` before `flash`, which is a part of its name. */
const series = ['flash-lite', 'flash', 'pro'] as const;

function read(answer: unknown): SeenQuota | undefined {
  const buckets = fieldsOf(answer)?.buckets;
  if (!Array.isArray(buckets)) return undefined;
  const windows = new Map<string, QuotaWindow>();
  for (const row of buckets) {
    const one = windowOf(fieldsOf(row) ?? {});
    const before = one && windows.get(one.id);
    if (one && (!before || one.usedPercent > before.usedPercent)) windows.set(one.id, one);
  }
  return windows.size > 0 ? { windows: [...windows.values()] } : undefined;
}

/** A bucket counts what is left. Without a number but with a reset, nothing is. */
function windowOf(bucket: Fields): QuotaWindow | undefined {
  const resetsAt = instantIn(bucket.resetTime);
  const left = numberFrom(bucket.remainingFraction) ?? (resetsAt === undefined ? undefined : 0);
  const model = textIn(bucket, 'modelId') ?? '';
  const name = series.find((one) => model.includes(one)) ?? model;
  if (left === undefined || name === '') return undefined;
  return {
    id: `1d-${name}`,
    label: `1d ${name}`,
    usedPercent: percentOf((1 - left) * 100),
    periodMs: dayMs,
    ...(resetsAt !== undefined && { resetsAt }),
  };
}

/** Google accounts of Gemini CLI. */
export const geminiQuota: ProviderQuota = {
  request(about) {
    const project = textIn(about, 'project_id');
    if (project === undefined) return undefined;
    return {
      method: 'POST',
      url: 'https://cloudcode-pa.googleapis.com/v1internal:retrieveUserQuota',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ project }),
    };
  },
  read,
};
