import { MessageChannel, receiveMessageOnPort, type Worker } from 'node:worker_threads';
import { type Answered, type StoreCalls, signalAt, type ToThread } from './thread-messages.ts';

/** ms for which an asker stands still at most: exports of millions of requests take seconds. */
const patience = 60_000;

type Args<Name extends keyof StoreCalls> = Parameters<StoreCalls[Name]>;
type Value<Name extends keyof StoreCalls> = Awaited<ReturnType<StoreCalls[Name]>>;

export interface Asker {
  /** To be given to the thread. */
  readonly signal: SharedArrayBuffer;
  readonly answers: MessageChannel['port2'];
  /** Stands still until the answer is there: for what takes milliseconds. It throws when there is none. */
  now<Name extends keyof StoreCalls>(method: Name, ...args: Args<Name>): Value<Name>;
  later<Name extends keyof StoreCalls>(method: Name, ...args: Args<Name>): Promise<Value<Name>>;
  /** What `later` waits for. */
  heard(answer: Answered): void;
  /** For the thread to know: so many records were dropped before they were sent. */
  dropped(count: number): void;
  /** The thread has ended: nobody waits any longer. */
  ended(): void;
}

const ended = 'its thread has ended';

/** Questions to a store in another thread, in the order in which they are asked. */
export function createAsker(thread: () => Worker): Asker {
  const signal = new SharedArrayBuffer(12);
  const states = new Int32Array(signal);
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  const waiting = new Map<number, (answer: Answered) => void>();
  let last = 0;
  const post = (message: ToThread): void => thread().postMessage(message);

  /** Of the one port that the asker looks at by itself; an answer that came too late is passed over. */
  const received = (id: number): Answered => {
    for (let found = receiveMessageOnPort(port1); found; found = receiveMessageOnPort(port1)) {
      const answer = found.message as Answered;
      if (answer.id === id) return answer;
    }
    return { id, error: 'it does not answer' };
  };
  const valueIn = ({ value, error }: Answered): unknown => {
    if (error !== undefined) throw new Error(`the usage store failed: ${error}`);
    return value;
  };

  return {
    signal,
    answers: port2,
    now(method, ...args) {
      last += 1;
      const id = last;
      const until = Date.now() + patience;
      post({ type: 'ask', question: { id, method, args }, still: true });
      for (let seen = states[signalAt.answered] ?? 0; seen !== id; seen = Atomics.load(states, 0)) {
        const left = until - Date.now();
        if (Atomics.load(states, signalAt.ended) === 1 || left <= 0) break;
        Atomics.wait(states, signalAt.answered, seen, left);
      }
      return valueIn(received(id)) as Value<typeof method>;
    },
    later(method, ...args) {
      last += 1;
      const id = last;
      return new Promise((resolve, reject) => {
        const wake = (answer: Answered): void => {
          try {
            resolve(valueIn(answer) as Value<typeof method>);
          } catch (error) {
            reject(error);
          }
        };
        if (Atomics.load(states, signalAt.ended) === 1) return wake({ id, error: ended });
        waiting.set(id, wake);
        post({ type: 'ask', question: { id, method, args }, still: false });
      });
    },
    heard(answer) {
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    },
    dropped(count) {
      Atomics.add(states, signalAt.dropped, count);
    },
    ended() {
      Atomics.store(states, signalAt.ended, 1);
      for (const [id, wake] of waiting) wake({ id, error: ended });
      waiting.clear();
      port1.close();
    },
  };
}
