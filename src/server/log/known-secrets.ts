import { maskLooseKeys } from '../../contract/log-line.ts';
import type { ActiveConfig } from '../active-config.ts';

/** Settings whose text is, or may contain, a secret. */
const secretField = /key|secret|token|password|headers|proxy-url/i;
/** Shorter texts are part of too many words. */
const shortest = 6;

/** Characters up to which every secret is searched for, also inside of words. */
const shortText = 4_096;
const word = /[\w-]{6,}/g;
const isWord = /^[\w-]+$/;

interface Secrets {
  /** Longest first, as all sets of them. */
  readonly words: ReadonlySet<string>;
  readonly others: ReadonlySet<string>;
}

const found = new WeakMap<object, Secrets>();

/** Every secret of a config; found once for each config. */
function secretsIn(config: object): Secrets {
  const known = found.get(config);
  if (known) return known;
  const texts = new Set<string>();
  const walk = (value: unknown, secret: boolean): void => {
    if (typeof value === 'string') {
      if (secret && value.length >= shortest) texts.add(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value))
        walk(inner, secret || (!Array.isArray(value) && secretField.test(name)));
    }
  };
  walk(config, false);
  const all = [...texts].sort((a, b) => b.length - a.length);
  const words = new Set(all.filter((text) => isWord.test(text)));
  const secrets = { words, others: new Set(all.filter((text) => !words.has(text))) };
  found.set(config, secrets);
  return secrets;
}

/** Takes the secrets of a server out of texts for its log. */
export interface Striker {
  /** Text of a client that is a name at most, such as that of a model. */
  name(text: string | undefined): string | undefined;
  /** Any text; costs a search for each known secret. */
  all(text: string): string;
}

export function createStriker(activeConfig: ActiveConfig): Striker {
  const all = (text: string): string => {
    const { words, others } = secretsIn(activeConfig.state.config);
    let struck = text;
    // A search for each of thousands of keys in a whole body would take seconds.
    if (text.length > shortText) struck = text.replace(word, (one) => (words.has(one) ? '…' : one));
    else for (const secret of words) struck = struck.replaceAll(secret, '…');
    for (const secret of others) struck = struck.replaceAll(secret, '…');
    return maskLooseKeys(struck);
  };
  /** Most requests name a few models, again and again. */
  let names = new Map<string, string>();
  let of: object | undefined;
  return {
    all,
    name(text) {
      if (text === undefined) return undefined;
      const { config } = activeConfig.state;
      if (of !== config || names.size > 500) names = new Map();
      of = config;
      let struck = names.get(text);
      if (struck === undefined) {
        struck = activeConfig.keys.has(text) ? '…' : all(text.slice(0, 200));
        names.set(text, struck);
      }
      return struck;
    },
  };
}
