import * as v from 'valibot';
import { commas } from '../../base/text/commas.ts';
import { languages } from '../../base/text/language.ts';
import { colorRoles, themes } from './looks.ts';
import { words } from './words.ts';

export const startScreens = [
  'overview',
  'client-keys',
  'providers',
  'sessions',
  'usage',
  'config',
  'logs',
  'health',
  'amp',
] as const;

const oneOf = <const Values extends readonly string[]>(values: Values) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => values.includes(text),
      () => words().oneOf(values.join(commas().items)),
    ),
    v.transform((text) => text as Values[number]),
  );
const keyNames = v.union([v.string(), v.array(v.string())]);

/** As the terminal names them; `gray` is bright black. */
const colorNames = 'black red green yellow blue magenta cyan white gray'.split(' ');
const isColor = (text: string): boolean => /^#[\da-f]{6}$/i.test(text) || colorNames.includes(text);
const isAddress = (text: string): boolean => {
  const { protocol = '', username, password } = URL.canParse(text) ? new URL(text) : {};
  return /^https?:$/.test(protocol) && !username && !password;
};

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
  /** Columns of a list, in order; they replace its usual ones. */
  columns: v.optional(
    v.record(
      v.string(),
      v.pipe(
        v.array(v.string()),
        v.check(
          (ids) => ids.length > 0,
          () => words().noColumn,
        ),
      ),
    ),
  ),
  colors: v.optional(
    v.record(
      oneOf(colorRoles),
      v.pipe(
        v.string(),
        v.check(isColor, () => words().color(colorNames.join(commas().items))),
      ),
    ),
  ),
  /** Addresses by name. */
  servers: v.optional(
    v.record(
      v.pipe(
        v.string(),
        v.check(
          (name) => /^[\w-][\w.-]*$/.test(name),
          () => words().serverName,
        ),
      ),
      v.pipe(
        v.string(),
        v.check(isAddress, () => words().address),
      ),
    ),
  ),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;
