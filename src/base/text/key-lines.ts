import { bareValue, linesOf, withoutMark } from '../secrets/secret-text.ts';
import { catalogue } from './language.ts';

const words = catalogue(
  {
    noJson: 'This looks like JSON but cannot be parsed. Correct it, or give one key per line.',
    noList: 'This JSON contains no list of keys. Use ["…"], {"api-keys": ["…"]}, or one key per line.',
    noText: 'A key must be a string. Put it in quotes.',
    quotes: 'The key contains quotes or brackets. Give only the key.',
    assigned: 'This looks like NAME=value. Give only the key, or write NAME in capital letters.',
  },
  async () => ({
    zhCN: {
      noJson: '看起来是 JSON，但无法解析。请更正，或每行输入一个密钥。',
      noList: '此 JSON 中没有密钥列表。请使用 ["…"]、{"api-keys": ["…"]}，或每行一个密钥。',
      noText: '密钥必须是字符串。请加引号。',
      quotes: '密钥含有引号或括号。请只输入密钥。',
      assigned: '看起来是 NAME=value。请只输入密钥，或将 NAME 写成大写。',
    },
  }),
);

/** One value of a text of keys. */
interface SecretLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** From JSON: the text is only the key, without label or purpose. */
  readonly json: boolean;
}

interface SecretLines {
  readonly lines: readonly SecretLine[];
  readonly refused: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Reads the keys of a file: one per line, or as JSON (`["…"]`, `{"api-keys": ["…"]}`). A line may be
 * `NAME=value`, with `export` before it, and the value in quotes; empty lines and those that begin with # are
 * skipped. What only looks like a key is refused, as it would not be noticed in the list of keys.
 */
export function keyLines(source: string): SecretLines {
  const text = withoutMark(source);
  const all = /^\s*[[{]/.test(text) ? jsonLines(text) : plainLines(text);
  const lines: SecretLine[] = [];
  const refused = [...all.refused];
  for (const one of all.lines) {
    // Behind the key of a plain line there may be a label and a purpose.
    const [key = ''] = one.json ? [one.text] : one.text.replace(/^"([^"]*)"/, '$1').split(',', 1);
    const reason = unclear(key);
    if (reason === undefined) lines.push(one);
    else refused.push({ line: one.line, reason });
  }
  return { lines, refused: refused.sort((one, other) => one.line - other.line) };
}

function plainLines(text: string): SecretLines {
  const lines = linesOf(text).flatMap((source, index): SecretLine[] => {
    const line = source.trim();
    if (line === '' || line.startsWith('#')) return [];
    return [{ line: index + 1, text: bareValue(line), json: false }];
  });
  return { lines, refused: [] };
}

function jsonLines(text: string): SecretLines {
  const first = linesOf(text.slice(0, text.search(/\S/))).length;
  const refuse = (reason: string): SecretLines => ({ lines: [], refused: [{ line: first, reason }] });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(words().noJson);
  }
  const list = Array.isArray(value) ? value : (value as Readonly<Record<string, unknown>>)['api-keys'];
  if (!Array.isArray(list)) {
    return refuse(words().noList);
  }
  const lines: SecretLine[] = [];
  const refused: { line: number; reason: string }[] = [];
  let [at, line] = [0, 1];
  for (const item of list) {
    // Its place only says the line, so another spelling of the same text may be missed.
    const written = JSON.stringify(item);
    const found = text.indexOf(written, at);
    if (found >= 0) {
      line += linesOf(text.slice(at, found)).length - 1;
      at = found + written.length;
    }
    if (typeof item === 'string') lines.push({ line, text: item, json: true });
    else refused.push({ line, reason: words().noText });
  }
  return { lines, refused };
}

/** Why a text is not clearly a key. */
function unclear(key: string): string | undefined {
  if (/["'`{}[\]\\<>]/.test(key)) {
    return words().quotes;
  }
  // Padding at the end is part of a key.
  if (/=(?!=*$)/.test(key)) return words().assigned;
  return undefined;
}
