/**
 * One thing that came from the keyboard. `name` is what the keymap speaks of: a letter as typed (`j`, `G`, `ü`),
 * `space`, `enter`, `up`, `pageup`, `ctrl+c`, `shift+tab`, `f1`. `text` is set when it can be typed into
 * an input. Text outside ASCII comes by code point: how bytes arrive must not decide what arrives.
 */
export type KeyEvent =
  | { readonly type: 'key'; readonly name: string; readonly text?: string }
  /** A bracketed paste, whole, with its line ends as `\n`. */
  | { readonly type: 'paste'; readonly text: string };
