import { maskLooseKeys } from '../../contract/log-line.ts';
import type { ActiveConfig } from '../active-config.ts';

/** Settings whose text is, or may contain, a secret. */
const secretField = /key|secret|token|password|headers|proxy-url/i;
/** Another URL, such as a base-url, with a password or with parameters, which may be keys. */
const secretUrl = /^\w+:\/\/.*[@?]/;
/** Shorter texts are part of too many words. */
const shortest = 6;

/** Secrets by their first characters, so that a text is gone through once, however many there are. */
type Secrets = ReadonlyMap<string, readonly string[]>;

const found = new WeakMap<object, Secrets>();

/** Every secret of a config; found once for each config. */
function secretsIn(config: object): Secrets {
  const known = found.get(config);
  if (known) return known;
  const texts = new Set<string>();
  const walk = (value: unknown, secret: boolean, entry = false): void => {
    if (typeof value === 'string') {
      if ((secret || secretUrl.test(value)) && value.length >= shortest) texts.add(value);
    } else if (typeof value === 'object' && value !== null) {
      // An entry of a list of provider keys has fields of its own, such as its models.
      const within = secret && !entry;
      for (const [name, inner] of Object.entries(value))
        if (Array.isArray(value)) walk(inner, secret, true);
        else walk(inner, within || secretField.test(name));
    }
  };
  walk(config, false);
  const secrets = new Map<string, string[]>();
  for (const text of texts) {
    const start = text.slice(0, shortest);
    const alike = secrets.get(start);
    if (alike) alike.push(text);
    else secrets.set(start, [text]);
  }
  found.set(config, secrets);
  return secrets;
}

/** Each secret becomes `…`, also inside of words; those that overlap become one. */
function redactText(text: string, secrets: Secrets): string {
  let redacted = '';
  let kept = 0;
  let end = 0;
  for (let at = 0; at + shortest <= text.length; at += 1) {
    for (const secret of secrets.get(text.slice(at, at + shortest)) ?? []) {
      if (!text.startsWith(secret, at)) continue;
      if (at >= end) redacted += `${text.slice(kept, at)}…`;
      end = Math.max(end, at + secret.length);
      kept = end;
    }
  }
  return redacted + text.slice(kept);
}

/** Takes the secrets of a server out of texts for its log. */
export interface Redactor {
  /** Text of a client that is a name at most, such as that of a model. */
  name(text: string | undefined): string | undefined;
  /** Any text. */
  all(text: string): string;
}

export function createRedactor(activeConfig: ActiveConfig): Redactor {
  const all = (text: string): string => maskLooseKeys(redactText(text, secretsIn(activeConfig.state.config)));
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
      let redacted = names.get(text);
      if (redacted === undefined) {
        redacted = activeConfig.keys.has(text) ? '…' : all(text.slice(0, 200));
        names.set(text, redacted);
      }
      return redacted;
    },
  };
}
