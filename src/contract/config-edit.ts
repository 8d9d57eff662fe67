import * as v from 'valibot';

/** A value as YAML and JSON both know it. */
export type ConfigValue =
  | string
  | number
  | boolean
  | null
  | readonly ConfigValue[]
  | { readonly [key: string]: ConfigValue };

const value: v.GenericSchema<ConfigValue> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(value), v.record(v.string(), value)]),
);

/**
 * Names a list item by its content, never by its position: the scalar itself, or the fields that a map
 * item must have (`{name: 'openrouter'}`; null: it has no such field, or an empty one). The first equal item counts.
 */
const itemMatchSchema = v.union([
  v.string(),
  v.number(),
  v.record(v.string(), v.nullable(v.union([v.string(), v.number()]))),
]);
export type ItemMatch = v.InferOutput<typeof itemMatchSchema>;

/** A mapping key, or an item of a list. */
const pathStepSchema = v.union([v.string(), v.object({ item: itemMatchSchema })]);
export type PathStep = v.InferOutput<typeof pathStepSchema>;
const path = v.pipe(v.array(pathStepSchema), v.minLength(1));

/**
 * One intended change of config.yaml, as data: the disk backend splices it into the text, our server takes it
 * over HTTP, and a client of another server translates it into that server's own requests.
 *
 * - `set`: the mapping entry at `path` gets `value`; missing parents are created.
 * - `unset`: the mapping entry at `path` is removed, with its own comments; of the mappings around it, up to `parents`
 *   go too if they become empty and have no comments.
 * - `append`: `value` becomes the last item of the list at `path`, or is inserted `after` the named item;
 *   a missing or null list is created.
 * - `remove`: the item of the list at `path` is removed, with its own comments; `every` removes all equal ones.
 * - `replace`: the item keeps its place and its comments and gets `value`.
 * - `move`: the item, with its own comments and byte for byte, is moved to `after` the named one; null: to the front.
 *
 * A named item that is not there is a `conflict`: nothing of the batch is written.
 */
export const configEditSchema = v.variant('op', [
  v.object({ op: v.literal('set'), path, value }),
  v.object({ op: v.literal('unset'), path, parents: v.optional(v.number()) }),
  v.object({ op: v.literal('append'), path, value, after: v.optional(itemMatchSchema) }),
  v.object({ op: v.literal('remove'), path, item: itemMatchSchema, every: v.optional(v.boolean()) }),
  v.object({ op: v.literal('replace'), path, item: itemMatchSchema, value }),
  v.object({ op: v.literal('move'), path, item: itemMatchSchema, after: v.nullable(itemMatchSchema) }),
]);
export type ConfigEdit = v.InferOutput<typeof configEditSchema>;

/** A line of a difference between two texts of config.yaml, with secrets masked. `gap`: unchanged lines are left out. */
export interface DifferenceLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  /** Its number in the new text; of a removed line in the old one; 0 for a gap. */
  readonly line: number;
  readonly text: string;
}

/** A text that config.yaml had, kept when it was replaced. */
export const configVersionSchema = v.object({
  /** Its time as in the name of the backup, which sorts: `20261129T091200123Z`. */
  id: v.string(),
  /** When it was replaced, ms since the epoch. */
  until: v.number(),
  /** Of the file that keeps it, on the machine of the server; older servers do not report it. */
  path: v.optional(v.string()),
});
export type ConfigVersion = v.InferOutput<typeof configVersionSchema>;
