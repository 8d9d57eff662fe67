import { beforeEach, describe, expect, test } from 'vitest';
import type { EventSocket } from '../../../src/backend/management/event-socket.ts';
import { createFeed } from '../../../src/backend/management/feed.ts';
import type { BackendEvent } from '../../../src/contract/change.ts';
import { failure, type Outcome, success } from '../../../src/contract/outcome.ts';

type Listener = Parameters<EventSocket['listen']>[0];

/** A socket that the test holds the other end of. */
function fakeSocket() {
  let listener: Listener | undefined;
  const socket: EventSocket = {
    listen(it) {
      listener = it;
    },
    end: () => peer.drop('ended here'),
  };
  const peer = {
    socket,
    send: (frame: unknown) => listener?.onFrame(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    ping: () => listener?.onPing(),
    drop(reason = 'The server ended the connection') {
      const was = listener;
      listener = undefined;
      was?.onEnd(reason);
    },
    get open() {
      return listener !== undefined;
    },
  };
  return peer;
}

let time: number;
let timers: { at: number; run: () => void }[];
let events: BackendEvent[];
let answers: Outcome<EventSocket>[];
let opened: number;

beforeEach(() => {
  time = 1_000_000;
  timers = [];
  events = [];
  answers = [];
  opened = 0;
});

/** Lets the feed take the answer of its attempt. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Moves the clock and runs what falls due. */
async function pass(ms: number): Promise<void> {
  time += ms;
  const due = timers.filter((it) => it.at <= time);
  timers = timers.filter((it) => it.at > time);
  for (const { run } of due) run();
  await settle();
}

function feedOf() {
  return createFeed({
    open: async () => {
      opened += 1;
      return answers.shift() ?? failure('unreachable', 'Nothing listens there.');
    },
    emit: (event) => events.push(event),
    revision: () => 'r1',
    now: () => time,
    random: () => 0,
    timers: {
      set(run, ms) {
        const timer = { at: time + ms, run };
        timers.push(timer);
        return timer;
      },
      clear(timer) {
        timers = timers.filter((it) => it !== timer);
      },
    },
  });
}

const live = { type: 'feed', state: 'live' };
const reload = { type: 'config', revision: 'r1' };

describe('the change feed', () => {
  test('says live, has the reader load again, and passes changes on', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    feedOf().start();
    await settle();
    peer.send({ type: 'key-records' });
    peer.send({ type: 'config', revision: 'r2' });
    expect(events).toEqual([live, reload, { type: 'key-records' }, { type: 'config', revision: 'r2' }]);
  });

  test('passes over frames that it does not know', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    feedOf().start();
    await settle();
    for (const frame of ['', 'hello', '[]', { type: 'new-thing' }, { type: 'config' }]) peer.send(frame);
    expect(events).toEqual([live, reload]);
    expect(peer.open).toBe(true);
  });

  test('comes back after a loss, with pauses that grow from a quarter second to 15 s', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    feedOf().start();
    await settle();
    peer.drop();
    const pauses: number[] = [];
    for (let i = 0; i < 9; i++) {
      const lost = events.at(-1) as { state: string; nextAttemptAt: number };
      expect(lost.state).toBe('lost');
      const pause = lost.nextAttemptAt - time;
      pauses.push(pause);
      await pass(pause - 1);
      expect(opened).toBe(i + 1);
      if (i === 8) answers.push(success(fakeSocket().socket));
      await pass(1);
    }
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect(events.slice(-2)).toEqual([live, reload]);
  });

  test('starts with a short pause again after a connection that lasted', async () => {
    for (const [lasted, pause] of [
      [10, 500],
      [60_000, 250],
    ] as const) {
      events = [];
      const first = fakeSocket();
      const second = fakeSocket();
      answers = [success(first.socket), success(second.socket)];
      const feed = feedOf();
      feed.start();
      await settle();
      first.drop();
      await pass(250);
      for (let left = lasted; left > 0; left -= 30_000) {
        await pass(Math.min(left, 30_000));
        second.ping();
      }
      second.drop();
      expect((events.at(-1) as { nextAttemptAt: number }).nextAttemptAt - time).toBe(pause);
      feed.stop();
    }
  });

  test('drops a peer that gives no sign of life for 45 s, and keeps one that pings', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    feedOf().start();
    await settle();
    for (let i = 0; i < 10; i++) {
      await pass(30_000);
      peer.ping();
    }
    await pass(44_999);
    expect(peer.open).toBe(true);
    await pass(1);
    expect(peer.open).toBe(false);
    expect(events.at(-1)).toMatchObject({ type: 'feed', state: 'lost', nextAttemptAt: time + 250 });
  });

  test('reads what has arrived while this program stood still before it takes the peer for dead', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    feedOf().start();
    await settle();
    await pass(600_000);
    expect(peer.open).toBe(true);
    peer.send({ type: 'key-records' });
    expect(events.at(-1)).toEqual({ type: 'key-records' });
    await pass(600_000);
    await pass(4_999);
    expect(peer.open).toBe(true);
    await pass(1);
    expect(peer.open).toBe(false);
  });

  test('comes back after silence, also where a socket does not report the end that it was told', async () => {
    const ended: number[] = [];
    answers.push(success({ listen: () => {}, end: () => ended.push(ended.length) }));
    answers.push(success(fakeSocket().socket));
    feedOf().start();
    await settle();
    await pass(45_000);
    expect(ended).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'feed', state: 'lost', nextAttemptAt: time + 250 });
    await pass(250);
    expect(events.slice(-2)).toEqual([live, reload]);
  });

  test('comes back after a socket that had ended before it was listened to, and is not live with it', async () => {
    answers.push(success({ listen: ({ onEnd }) => onEnd('It is gone.'), end: () => {} }));
    answers.push(success(fakeSocket().socket));
    feedOf().start();
    await settle();
    expect(events).toMatchObject([{ type: 'feed', state: 'lost', reason: 'It is gone.' }]);
    await pass(250);
    expect(events.slice(1)).toEqual([live, reload]);
  });

  test('ends for good when the secret is refused', async () => {
    answers.push(failure('denied', 'The secret was refused.'));
    feedOf().start();
    await settle();
    expect(events).toEqual([{ type: 'feed', state: 'refused', reason: 'The secret was refused.' }]);
    await pass(1_000_000);
    expect(opened).toBe(1);
    expect(timers).toEqual([]);
  });

  test('waits a ban out', async () => {
    const until = time + 1_800_000;
    answers.push(failure('locked-out', 'Locked out.', { lockedOutUntil: until }));
    feedOf().start();
    await settle();
    const lost = {
      type: 'feed',
      state: 'lost',
      reason: 'Locked out.',
      nextAttemptAt: until,
      lockedOut: true,
    };
    expect(events).toEqual([lost]);
    await pass(1_799_999);
    expect(opened).toBe(1);
    await pass(1);
    expect(opened).toBe(2);
  });

  test('says nothing after a stop, and leaves neither timer nor socket', async () => {
    const peer = fakeSocket();
    answers.push(success(peer.socket));
    const feed = feedOf();
    feed.start();
    await settle();
    const before = events.length;
    feed.stop();
    expect(peer.open).toBe(false);
    expect(timers).toEqual([]);
    expect(events.length).toBe(before);
  });

  test('a socket that opens after a stop is closed at once', async () => {
    const peer = fakeSocket();
    answers.push(success({ ...peer.socket, end: () => events.push({ type: 'key-records' }) }));
    const feed = feedOf();
    feed.start();
    feed.stop();
    await settle();
    expect(events).toEqual([{ type: 'key-records' }]);
  });
});
