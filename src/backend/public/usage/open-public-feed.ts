import { parseJson } from '../../../base/json/parse-json.ts';
import type { Change } from '../../../contract/change.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { probeServer } from '../../management/detect-server.ts';
import type { EventSocket } from '../../management/event-socket.ts';
import type { Timers } from '../../management/feed.ts';
import type { PublicClient } from '../client/public-client.ts';
import { publicSocket } from '../client/public-socket.ts';
import { openRespSocket } from '../client/resp-socket.ts';
import { words } from '../words.ts';
import type { UsageCounts } from './count-usage.ts';
import { type FeedChoice, maxTaken } from './usage-feed.ts';
import { figuresOf } from './usage-snapshot.ts';

interface PublicFeedOptions {
  readonly client: PublicClient;
  readonly ca?: string | undefined;
  readonly choice: FeedChoice;
  readonly counts: UsageCounts;
  /** Stores what v6 reports as a whole. */
  readonly takeSnapshot?: ((usage: { readonly total_requests: number }) => void) | undefined;
  readonly look: () => Promise<Outcome<Change | undefined>>;
  /** Whether what the server pushes may be about its accounts, too. */
  readonly followsSessions: () => boolean;
  readonly now: () => number;
  readonly timers: Timers;
  readonly onOpened: (feedState: { readonly pushing: boolean; readonly counting: boolean }) => void;
}

/** ms. A hanging server is reported within 3 s; a false alarm only costs a reconnect. */
const timeoutMs = 450;

/**
 * One attempt to open the feed, for createFeed. After the first, the kind of server is asked before the
 * secret is sent.
 */
export function openPublicFeed(options: PublicFeedOptions): () => Promise<Outcome<EventSocket>> {
  const { client, ca, choice, counts, look, now, timers, followsSessions } = options;
  const { address } = client;
  let before = false;
  const ask = () => probeServer(address.base, { timeoutMs, ca });
  const isThere = async (): Promise<Outcome<void>> => {
    const probe = await ask();
    return 'reason' in probe ? failure('unreachable', probe.reason) : success(undefined);
  };
  return async () => {
    if (before) {
      const probe = await ask();
      if ('reason' in probe) return failure('unreachable', probe.reason);
      if (probe.kind !== 'public') {
        return failure('unreachable', words().feed.foreign(address.base));
      }
    }
    before = true;
    await choice.recall();
    const mode = choice.mode();
    // What v6 has counted can be read without consuming it.
    const counted = client.generation() === 'v6' && mode !== 'queue' && !choice.isOff();
    const subscribe = mode === 'subscribe' && !counted;
    const queue = client.generation() === 'v6' ? 'queue' : 'usage';
    const opened = await client.inTurn(async (turn) => {
      const entered = await openRespSocket({ address, ca, subscribe, queue, now, timers }, turn.secret);
      if (entered.ok || entered.kind !== 'denied') return entered;
      return failure('denied', entered.message, { attemptsLeft: client.attempts.refused() });
    });
    if (!opened.ok && opened.kind !== 'unsupported') return opened;
    const resp = opened.ok ? opened.value : undefined;
    const viaHttp = async (): Promise<readonly unknown[]> => {
      const taken = await client.request('takeUsage', { query: { count: String(maxTaken) } });
      return taken.ok ? taken.value : [];
    };
    const viaResp = async () => (await resp?.pop(maxTaken))?.map(parseJson) ?? [];
    // A server that has no channel still has its queue, and the user's consent to read it.
    const readFigures = async () => {
      const usage = await client.request('getUsage');
      if (usage.ok) options.takeSnapshot?.(usage.value.usage);
      return usage.ok ? figuresOf(usage.value, now()) : undefined;
    };
    const takes = mode === 'queue' || (subscribe && resp?.subscribed !== true);
    const takeUsage = takes ? (resp ? viaResp : viaHttp) : undefined;
    const pushing = resp?.subscribed === true;
    options.onOpened({ pushing, counting: pushing || takes || counted });
    return success(
      publicSocket({
        resp,
        counts,
        takeUsage,
        readFigures: counted ? readFigures : undefined,
        look,
        isThere,
        timers,
        followsSessions,
      }),
    );
  };
}
