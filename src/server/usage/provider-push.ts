import type { Target } from '../gateway/routing/target.ts';
import type { EventFeed } from '../http/event-feed.ts';
import type { ProviderStatesReader } from './provider-states.ts';

/** Frames are at most one in this time; the first after a pause goes out at once. */
const gapMs = 2_000;

/** Tells the connected consoles of provider keys that fare otherwise than before. No timer runs while none does. */
export class ProviderPush {
  readonly #feed: Pick<EventFeed, 'tell' | 'heard'>;
  readonly #reader: Pick<ProviderStatesReader, 'of'>;
  readonly #changed = new Map<string, Target>();
  #timer: NodeJS.Timeout | undefined;

  constructor(feed: Pick<EventFeed, 'tell' | 'heard'>, reader: Pick<ProviderStatesReader, 'of'>) {
    this.#feed = feed;
    this.#reader = reader;
  }

  add(target: Target): void {
    // The states of nobody's interest are not read.
    if (!this.#feed.heard) return;
    this.#changed.set(target.id, target);
    if (!this.#timer) this.#send();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    const states = this.#reader.of(this.#changed.values());
    this.#changed.clear();
    if (Object.keys(states).length > 0) this.#feed.tell({ type: 'provider-states', states });
    this.#timer = setTimeout(() => this.#send(), gapMs).unref();
  }
}
