import type * as v from 'valibot';

export type Schema = v.GenericSchema<unknown, unknown>;

/** What a schema wants, without its `nullish` and `pipe` wrappings. */
export interface Shape {
  readonly schema: Schema;
  readonly type: string;
  /** Of a list. */
  readonly item: Schema | undefined;
  /** Of a mapping, by name. */
  readonly entry: (name: string) => Schema | undefined;
}

interface Parts {
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly value?: Schema;
  readonly entries?: Record<string, Schema>;
}

const shapes = new WeakMap<Schema, Shape>();

export function shapeOf(schema: Schema): Shape {
  const known = shapes.get(schema);
  if (known) return known;
  const { wrapped, item, value, entries } = schema as Schema & Parts;
  const entry = (name: string) => (entries && Object.hasOwn(entries, name) ? entries[name] : value);
  const shape = wrapped ? shapeOf(wrapped) : { schema, type: schema.type, item, entry };
  shapes.set(schema, shape);
  return shape;
}
