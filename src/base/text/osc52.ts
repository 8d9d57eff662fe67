/**
 * What a copied text went to. No terminal says whether it took it: `terminal` alone is not certain, and tmux keeps the
 * text as a buffer, whatever its terminal does.
 */
export type Clipboard = 'terminal' | 'tmux' | 'system';

/** Terminals cut longer ones off or drop them. */
const longest = 74_994;

/**
 * OSC 52: asks the terminal to put text on the clipboard of the machine the user sits at, also over SSH.
 * Inside tmux or screen it is wrapped so that they pass it on. undefined if too long to be taken.
 */
export function osc52(text: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  if (encoded.length > longest) return undefined;
  const sequence = `\x1b]52;c;${encoded}\x07`;
  if (env.TMUX) return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  // screen takes at most 768 bytes in one device control string
  if (env.STY || env.TERM?.startsWith('screen')) {
    return (sequence.match(/[\s\S]{1,700}/g) ?? []).map((part) => `\x1bP${part}\x1b\\`).join('');
  }
  return sequence;
}
