import * as v from 'valibot';
import { languages, themes } from './looks.ts';

/** Screens that every server has. */
const startScreens = ['overview', 'client-keys', 'providers', 'sessions', 'usage', 'health'] as const;

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  v.pipe(
    v.string(),
    v.check((text) => values.includes(text), `must be one of ${values.join(', ')}`),
    v.transform((text) => text as Values[number]),
  );
const keyNames = v.union([v.string(), v.array(v.string())]);

/** `console.yaml`: how the console looks and which keys it has. Everything is optional. */
export const preferencesSchema = v.object({
  theme: v.optional(oneOf(themes)),
  language: v.optional(oneOf(languages)),
  /** Shown first. */
  screen: v.optional(oneOf(startScreens)),
  /** Signs and borders. */
  glyphs: v.optional(oneOf(['unicode', 'ascii'])),
  graphs: v.optional(oneOf(['blocks', 'ascii'])),
  mouse: v.optional(v.boolean()),
  /** An act by its id (docs/keys.md) and its key, or several; they replace its usual ones. */
  keys: v.optional(v.record(v.string(), keyNames)),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;
