import * as v from 'valibot';
import { auditEntrySchema, routeChangeSchema } from '../audit.ts';
import { configProblemSchema } from '../change.ts';
import { logLevels } from '../log-line.ts';
import {
  usageDimensions,
  usageGroupSchema,
  usageRefusalSchema,
  usageTotalsSchema,
} from '../usage-figures.ts';
import { usageRecordSchema } from '../usage-record.ts';
import { fingerprint, flag, instant, number, orNull, text, texts } from './members.ts';

/** Unknown figures are null here. */
const tokens = v.strictObject({
  input: orNull(number),
  output: orNull(number),
  reasoning: orNull(number),
  cached: orNull(number),
  total: orNull(number),
});
const figures = {
  latency: orNull(v.strictObject({ p50: number, p95: number })),
  firstByte: orNull(v.strictObject({ p50: number })),
  tokens,
  cost: orNull(number),
} as const;
const reason = { why: v.optional(texts) } as const;

const logLine = v.strictObject({
  /** ms since the epoch; absent for a line without a time. */
  at: v.optional(number),
  level: v.optional(v.picklist(logLevels)),
  text,
  request: v.optional(text),
  method: v.optional(text),
  path: v.optional(text),
  status: v.optional(number),
  ms: v.optional(number),
  address: v.optional(text),
  key: v.optional(text),
  provider: v.optional(text),
  account: v.optional(text),
  model: v.optional(text),
  error: v.optional(text),
});

const server = v.strictObject({
  url: text,
  kind: v.picklist(['ours', 'public', 'foreign', 'none', 'unclear']),
  version: v.optional(text),
  generation: v.optional(v.picklist(['v6', 'v7', 'unknown'])),
  reason: v.optional(text),
});

const severity = v.picklist(['error', 'warning', 'notice']);

export const serverAnswers = {
  /** `dryRun`: with --dry-run. */
  init: v.strictObject({
    dryRun: v.optional(v.literal(true)),
    created: flag,
    path: text,
    url: text,
    clientKey: v.optional(text),
    managementSecret: v.optional(text),
  }),
  'service print': v.strictObject({ path: text, text, next: texts }),
  /** `dryRun` and `text`: with --dry-run. */
  'service install': v.strictObject({
    path: text,
    changed: flag,
    next: v.optional(texts),
    dryRun: v.optional(v.literal(true)),
    text: v.optional(text),
  }),
  /** With --line: the fields of a format. */
  status: v.union([
    v.strictObject({
      config: orNull(v.strictObject({ path: text, why: text })),
      server,
      signedInAs: text,
      keys: v.objectWithRest({ total: number }, number),
      /** By state; null: not known. */
      sessions: orNull(v.objectWithRest({ total: number }, number)),
      openProxy: flag,
      problem: orNull(v.strictObject(configProblemSchema.entries)),
      warnings: texts,
    }),
    v.strictObject({
      sign: text,
      server: text,
      keys: orNull(number),
      requests: orNull(v.union([text, number])),
      sessions: orNull(number),
      cooling: orNull(number),
      quota: orNull(text),
      account: orNull(text),
      forecast: orNull(text),
      attention: orNull(number),
    }),
  ]),
  /** With --requests, --refused or --why: another list. */
  usage: v.union([
    v.strictObject({
      by: v.picklist(usageDimensions),
      totals: v.strictObject({ ...usageTotalsSchema.entries, ...figures }),
      groups: v.array(v.strictObject({ ...usageGroupSchema.entries, ...figures })),
      /** By fingerprint. */
      labels: v.record(text, text),
      recording: flag,
      /** Requests that came before are not counted, or not all. */
      completeSince: v.optional(instant),
      refused: v.optional(number),
      servers: v.optional(texts),
      /** Why figures may be missing: what is not stored or read. */
      problems: v.optional(texts),
      reason: v.optional(text),
    }),
    v.strictObject({
      requests: v.array(
        v.strictObject({
          ...usageRecordSchema.entries,
          label: orNull(text),
          tokens,
          cost: orNull(number),
          ...reason,
        }),
      ),
    }),
    v.strictObject({ refusals: v.array(v.strictObject(usageRefusalSchema.entries)) }),
    v.strictObject({ why: texts }),
  ]),
  doctor: v.strictObject({
    at: instant,
    findings: v.array(
      v.strictObject({
        id: text,
        check: text,
        severity,
        what: text,
        why: text,
        remedy: text,
        where: v.strictObject({
          file: v.optional(text),
          line: v.optional(number),
          setting: v.optional(text),
          fingerprint: v.optional(fingerprint),
          session: v.optional(text),
        }),
        fix: orNull(text),
      }),
    ),
    notChecked: v.array(v.strictObject({ check: text, why: text })),
    checked: number,
    /** With --fix: ids of the findings. */
    fixed: v.optional(texts),
  }),
  /** `id` and `text`: with --error. */
  logs: v.union([
    v.strictObject({ lines: v.array(logLine) }),
    v.strictObject({ id: text, text }),
    v.strictObject({ files: v.array(v.strictObject({ name: text, bytes: number, at: number })) }),
  ]),
  audit: v.strictObject({ entries: v.array(v.strictObject(auditEntrySchema.entries)) }),
  /** `changes`: with --list. */
  undo: v.union([
    v.strictObject({ undone: text, at: instant }),
    v.strictObject({ changes: v.array(v.strictObject(routeChangeSchema.entries)) }),
  ]),
  preferences: v.strictObject({
    preferences: v.array(v.strictObject({ name: text, value: v.unknown(), origin: text })),
    path: text,
    exists: flag,
  }),
  completion: v.strictObject({ shell: text, script: text }),
} as const;
