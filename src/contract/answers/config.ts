import * as v from 'valibot';
import { configProblemSchema } from '../change.ts';
import { difference, fingerprint, flag, number, orNull, text, texts } from './members.ts';

/** Of config.yaml: any value. */
const value = v.unknown();
const problem = v.strictObject(configProblemSchema.entries);
const chosen = v.strictObject({ parts: texts, backup: orNull(text), applied: flag });
/** `dryRun`, `lines`, `dangers` and `restart`: with --dry-run; `value`: if it has no secret. */
const written = v.strictObject({
  path: text,
  value: v.optional(value),
  inUse: flag,
  dryRun: v.optional(v.literal(true)),
  lines: v.optional(difference),
  dangers: v.optional(texts),
  restart: v.optional(flag),
});
const ampKey = v.strictObject({ fingerprint, mask: text });
const ampClient = { fingerprint, label: orNull(text), mask: text } as const;

export const configAnswers = {
  'config path': v.strictObject({ path: text, why: text }),
  'config validate': v.strictObject({ path: text, problems: v.array(problem), warnings: v.array(problem) }),
  'config list': v.strictObject({
    settings: v.array(
      v.strictObject({
        path: text,
        group: text,
        type: orNull(text),
        value,
        default: orNull(v.union([text, number, flag])),
        effect: v.picklist(['now', 'restart', 'start', 'none', 'unknown']),
        usedBy: orNull(v.array(v.picklist(['ours', 'v7', 'v6']))),
        help: orNull(text),
      }),
    ),
  }),
  'config get': v.strictObject({ path: orNull(text), value }),
  'config set': written,
  'config unset': written,
  'config diff': v.strictObject({ id: text, lines: difference }),
  'config history': v.strictObject({
    changes: v.array(
      v.strictObject({
        id: text,
        /** When it was replaced, ms since the epoch. */
        until: number,
        /** Of the kept text, on the machine of the server; absent: not known. */
        path: v.optional(text),
        by: v.optional(text),
        operation: v.optional(text),
        added: number,
        removed: number,
        line: v.optional(text),
      }),
    ),
  }),
  'config restore': v.strictObject({
    id: text,
    dryRun: v.optional(v.literal(true)),
    lines: v.optional(difference),
  }),
  'config edit': v.strictObject({ changed: flag }),
  'config load': chosen,
  'config keep': chosen,
  'secret rotate': v.strictObject({ secret: text, inForce: orNull(flag) }),
  'amp show': v.strictObject({
    upstreamUrl: orNull(text),
    defaultKey: orNull(ampKey),
    environmentKey: orNull(ampKey),
    environmentKnown: flag,
    localOnly: flag,
    modelMappings: number,
    clients: v.array(
      v.strictObject({
        ...ampClient,
        upstream: orNull(ampKey),
        why: v.picklist(['mapped', 'default', 'environment', 'none', 'unknown']),
      }),
    ),
    mappings: v.array(
      v.strictObject({
        upstream: ampKey,
        repeated: flag,
        clients: v.array(v.strictObject({ ...ampClient, known: flag, repeated: flag })),
      }),
    ),
    /** Why this server has no Amp settings. */
    absent: orNull(text),
  }),
  'amp set': v.strictObject({ upstreamUrl: orNull(text), defaultMask: v.optional(orNull(text)) }),
  'amp map': v.strictObject({ mask: text, clients: texts }),
  'amp unmap': v.strictObject({ clients: v.array(fingerprint), removedMask: orNull(text) }),
} as const;
