import { inspect } from 'node:util';
import { stripControl } from '../text/terminal-text.ts';

/**
 * A key, password or token that cannot be printed by accident: text, JSON and `inspect` give the mask (M2).
 * `reveal()` is for writing, sending, copying, and showing on request, and is called only there.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  get mask(): string {
    return maskOf(this.#value);
  }

  toString(): string {
    return this.mask;
  }

  toJSON(): string {
    return this.mask;
  }

  [inspect.custom](): string {
    return `Secret(${this.mask})`;
  }
}

/**
 * Distinguishes keys without revealing one: up to 4 characters of the start and 4 of the end, together
 * at most a quarter of the key. A short key shows nothing, and no key shows what a terminal obeys.
 */
export function maskOf(value: string): string {
  const characters = [...value];
  const shown = Math.min(8, Math.floor(characters.length / 4));
  const tail = Math.min(4, Math.ceil(shown / 2));
  const head = shown - tail;
  const end = tail === 0 ? '' : characters.slice(-tail).join('');
  return stripControl(`${characters.slice(0, head).join('')}…${end}`);
}
