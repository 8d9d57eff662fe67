import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { minute } from '../../base/text/duration.ts';
import type { Change } from '../../contract/change.ts';
import type { KeyActivity } from '../../contract/client-key.ts';
import type { Activity } from '../usage/activity.ts';
import { refuseHandshake } from './answer.ts';

const pingMs = 30_000;
const decayMs = 60_000;
/** Activity is sent at most ten times a second. */
const batchMs = 100;
/** A reader this many bytes behind is dropped; it reconnects and loads everything again. */
const maxBuffered = 1024 * 1024;
const goingAway = 1001;
const policy = 1008;
/** Delay, ms: a console that changed the secret gets its answer first, and reconnects with the new one. */
const reviewMs = 5_000;
/** A console that does not answer the end of its feed, as one that is suspended, gets this long; ms. */
const farewellMs = 500;

/** Changes that do not say all; consoles ask for sessions and the health of provider keys themselves. */
const loadAgain: readonly Change['type'][] = ['config', 'config-problem', 'key-records'];

export interface FeedTimes {
  readonly pingMs?: number;
  readonly decayMs?: number;
  readonly reviewMs?: number;
}

/** Sends every change to the connected consoles (`Change` frames). No timer runs while none is connected. */
export class EventFeed {
  readonly #activity: Activity;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  readonly #answered = new WeakSet<WebSocket>();
  readonly #stillGood = new WeakMap<WebSocket, () => boolean>();
  readonly #times: Required<FeedTimes>;
  readonly #used = new Set<string>();
  readonly #life = randomUUID();
  /** Grows with all that changes the answer of `console/state`; what it was at the last use of each key … */
  #count = 0;
  readonly #usedAt = new Map<string, number>();
  /** … and at the last change for which consoles load again. */
  #changedAt = 0;
  /** Last sent figures that still decrease: requests of the last hour expire without an event. */
  #lastSent = new Map<string, KeyActivity>();
  #batch: NodeJS.Timeout | undefined;
  #review: NodeJS.Timeout | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** @param times shorter ones for tests, in ms */
  constructor(activity: Activity, serverName: string, times: FeedTimes = {}) {
    this.#activity = activity;
    this.#times = { pingMs, decayMs, reviewMs, ...times };
    this.#sockets.on('headers', (headers) => headers.push(`server: ${serverName}`));
    this.#sockets.on('wsClientError', (error, socket) => refuseHandshake(error, socket, serverName));
    activity.onCount = (fingerprint) => {
      this.#count += 1;
      this.#usedAt.set(fingerprint, this.#count);
      if (this.#sockets.clients.size === 0) return;
      this.#used.add(fingerprint);
      this.#batch ??= setTimeout(() => this.#sendUsed(), batchMs).unref();
    };
  }

  /** Names what `console/state` answers now. Figures of an hour also change with the minutes. */
  get stamp(): string {
    return `${this.#life} ${Math.floor(Date.now() / minute)} ${this.#count}`;
  }

  /**
   * What a console has missed that has loaded the state of that stamp: figures, among them what limits have left of
   * any moment, or that it is to load again.
   */
  #missed(since: string): Change {
    const end = (stamp: string) => stamp.lastIndexOf(' ');
    const [before, now] = [since.slice(0, end(since)), this.stamp.slice(0, end(this.stamp))];
    const count = Number(since.slice(end(since)));
    if (before !== now || count < this.#changedAt) return { type: 'key-records' };
    const all = new Set([...this.#activity.keys(), ...this.#usedAt.keys()]);
    const { spendingOf } = this.#activity;
    const changed = [...all].filter(
      (key) => (this.#usedAt.get(key) ?? 0) > count || spendingOf(key as Fingerprint) !== undefined,
    );
    return { type: 'activity', keys: this.#activity.all(changed) };
  }

  /**
   * Takes over a socket whose request was authenticated. @param since stamp of what the console has loaded: the
   * first frame is what it has missed
   */
  accept(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    stillGood: () => boolean,
    since: string | null,
  ): void {
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      this.#answered.add(client);
      this.#stillGood.set(client, stillGood);
      client.on('pong', () => this.#answered.add(client));
      // Consoles send nothing here; an error is followed by `close`.
      client.on('error', () => client.terminate());
      client.on('close', () => {
        if (this.#sockets.clients.size === 0) this.#stopTimers();
      });
      if (this.#timers.length === 0) this.#startTimers();
      if (since !== null) client.send(JSON.stringify(this.#missed(since)));
    });
  }

  /** Whether a console is connected. */
  get heard(): boolean {
    return this.#sockets.clients.size > 0;
  }

  send(change: Change): void {
    if (loadAgain.includes(change.type)) {
      this.#count += 1;
      this.#changedAt = this.#count;
    }
    if (!this.heard) return;
    const frame = JSON.stringify(change);
    for (const client of this.#sockets.clients) {
      if (client.bufferedAmount > maxBuffered) client.terminate();
      else if (client.readyState === client.OPEN) client.send(frame);
    }
  }

  /** Closes, after a delay, the feeds of consoles whose secret is no longer valid. */
  review(): void {
    if (this.#sockets.clients.size === 0) return;
    this.#review ??= setTimeout(() => {
      this.#review = undefined;
      for (const client of this.#sockets.clients)
        if (!this.#stillGood.get(client)?.()) client.close(policy, 'sign in again');
    }, this.#times.reviewMs).unref();
  }

  close(): void {
    this.#stopTimers();
    clearTimeout(this.#review);
    this.#activity.onCount = undefined;
    for (const client of this.#sockets.clients) client.close(goingAway, 'the server stops');
    this.#sockets.close();
    setTimeout(() => {
      for (const client of this.#sockets.clients) client.terminate();
    }, farewellMs).unref();
  }

  #sendUsed(): void {
    this.#batch = undefined;
    const keys = this.#activity.all(this.#used);
    this.#used.clear();
    for (const [key, figures] of Object.entries(keys)) this.#lastSent.set(key, figures);
    this.send({ type: 'activity', keys });
  }

  /** Sends the figures that have decreased since they were sent. */
  #sendDecay(): void {
    const keys: Record<string, KeyActivity> = {};
    for (const [key, sent] of this.#lastSent) {
      const figures = this.#activity.of(key);
      const spending = JSON.stringify(figures?.spending) !== JSON.stringify(sent.spending);
      if (
        !figures ||
        (figures.lastHour === 0 && sent.lastHour === 0 && figures.today === sent.today && !spending)
      ) {
        this.#lastSent.delete(key);
      } else if (figures.lastHour !== sent.lastHour || figures.today !== sent.today || spending) {
        keys[key] = figures;
        this.#lastSent.set(key, figures);
      }
    }
    if (Object.keys(keys).length > 0) this.send({ type: 'activity', keys });
  }

  #ping(): void {
    for (const client of this.#sockets.clients) {
      if (!this.#answered.delete(client)) client.terminate();
      else client.ping();
    }
  }

  #startTimers(): void {
    this.#lastSent = new Map(Object.entries(this.#activity.all(this.#activity.keys())));
    this.#timers = [
      setInterval(() => this.#ping(), this.#times.pingMs).unref(),
      setInterval(() => this.#sendDecay(), this.#times.decayMs).unref(),
    ];
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    clearTimeout(this.#batch);
    this.#batch = undefined;
    this.#used.clear();
  }
}
