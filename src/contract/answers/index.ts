import * as v from 'valibot';
import { clientKeyAnswers } from './client-keys.ts';
import { configAnswers } from './config.ts';
import { difference, instant, number, orNull, text, texts } from './members.ts';
import { providerKeyAnswers } from './provider-keys.ts';
import { serverAnswers } from './server.ts';
import { sessionAnswers } from './sessions.ts';

/** What each command prints with --json, beside `ok`; docs/json.md is made of it, and tests check real answers. */
export const answers: Readonly<Record<string, v.GenericSchema>> = {
  ...clientKeyAnswers,
  ...providerKeyAnswers,
  ...sessionAnswers,
  ...configAnswers,
  ...serverAnswers,
};

/** Of a change where what was asked for is so already. */
export const unchangedAnswer = v.strictObject({ changed: v.literal(false) });

/** Of a change with --dry-run. */
export const dryRunAnswer = v.strictObject({
  dryRun: v.literal(true),
  config: difference,
  /** Of config.yaml, where its text cannot be read. */
  edits: v.array(v.strictObject({ op: text, path: text })),
  records: v.array(
    v.strictObject({ fingerprint: text, before: orNull(v.unknown()), after: orNull(v.unknown()) }),
  ),
  sessions: v.array(v.strictObject({ change: v.picklist(['enable', 'disable', 'revoke']), names: texts })),
  others: texts,
});

export const failureAnswer = v.strictObject({
  ok: v.literal(false),
  error: v.strictObject({
    kind: text,
    message: text,
    line: v.optional(number),
    column: v.optional(number),
    attemptsLeft: v.optional(number),
    lockedOutUntil: v.optional(instant),
  }),
});
