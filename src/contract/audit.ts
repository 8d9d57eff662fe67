import * as v from 'valibot';

/** One line of the audit log: who did what to which key or auth file, and never a secret. */
export const auditEntrySchema = v.object({
  /** RFC 3339 UTC. */
  time: v.pipe(v.string(), v.isoTimestamp()),
  /** Operating-system user of the console or command. */
  user: v.string(),
  /** Operation id, such as `rotate-client-key`. */
  operation: v.string(),
  /** Fingerprints it touched. */
  fingerprints: v.array(v.string()),
  /** What it touched that has no fingerprint, by name: auth files, keys at a provider. */
  names: v.optional(v.array(v.string())),
  /** Set on an undo: the operation that was undone. */
  undoes: v.optional(v.string()),
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;

/** A change over a route of the public server that can be undone; as in its line of the audit log. */
export const routeChangeSchema = v.object({
  id: v.string(),
  ...v.pick(auditEntrySchema, ['time', 'user', 'operation', 'names']).entries,
});
export type RouteChange = v.InferOutput<typeof routeChangeSchema>;
