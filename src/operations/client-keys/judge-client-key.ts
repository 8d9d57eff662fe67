import { formatDuration } from '../../base/text/duration.ts';
import { type ClientKey, clientKeyState } from '../../contract/client-key.ts';
import type { OutsideAnswer, OutsideEnd, TransportFault } from '../../contract/outside.ts';
import { readAnswer, readRefusal } from '../../providers/answers/refusal.ts';
import { explainFault } from '../../providers/test/explain-fault.ts';
import { hostOf, type Verdict } from '../../providers/test/judge-check.ts';
import { modelIds } from '../../providers/test/key-request.ts';
import { nameOf } from './name-key.ts';

/** What the server's answer says of a client key. @param server its address */
export function judgeClientKey(server: string, key: ClientKey, end: OutsideEnd, now: number): Verdict {
  if (end.kind !== 'answer') return unreachable(server, end);
  const { status } = end;
  if (status >= 300) return { ...refused(server, key, end, now), status };
  const ids = modelIds(readAnswer(end.body, key.key).json);
  if (!ids) return { ...foreign(server), status };
  const offer =
    ids.length === 0
      ? 'takes the key and has no model to offer: add a provider key'
      : `takes the key and offers ${ids.length === 1 ? '1 model' : `${ids.length} models`}`;
  return { state: 'works', cause: 'ok', message: `The server at ${server} ${offer}.`, status, models: ids };
}

function unreachable(server: string, fault: TransportFault): Verdict {
  const host = hostOf(server);
  const message =
    fault.kind === 'refused'
      ? `Nothing listens at ${host}: start the server (cli-proxy serve), or give its address with --url.`
      : explainFault(fault, { host, setting: 'address of the server' });
  return { state: 'unreachable', cause: fault.kind === 'cancelled' ? 'other' : fault.kind, message };
}

const foreign = (server: string): Verdict => ({
  state: 'unreachable',
  cause: 'no-api',
  message: `What answers at ${server} is no CLI Proxy API server: check its address and port.`,
});

/** The same was answered to somebody without a key. */
export const letsEverybodyIn = (server: string, verdict: Verdict): Verdict => ({
  ...verdict,
  state: 'unclear',
  cause: 'open',
  message: `The server at ${server} lets everybody in, with any key or none: it has no client keys loaded.`,
});

function refused(server: string, key: ClientKey, answer: OutsideAnswer, now: number): Verdict {
  const { status } = answer;
  if (status < 400) {
    const message = `The server at ${server} sends on to another address (${status}), where the key was not sent: give that address with --url.`;
    return { state: 'unreachable', cause: 'redirect', message };
  }
  if (status === 404 || status === 405) return foreign(server);
  const {
    cause,
    message,
    waitMs: wait,
  } = readRefusal(answer, { explain: undefined, key: key.key }, now, 200);
  const said = message === '' ? '' : ` (${message})`;
  const after = wait === undefined ? '' : `; it may ask again in ${formatDuration(wait)}`;
  const say = (state: Verdict['state'], text: string): Verdict => ({
    state,
    cause,
    message: `The server at ${server} ${text}${after}.`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
  if (cause === 'key') return say('refused', `does not take ${nameOf(key)}${said}: ${whyNot(key, now)}`);
  if (cause === 'rate-limit') return say('limited', `takes the key, which has used up its limit${said}`);
  if (cause === 'forbidden') return say('refused', `lets nobody do this with the key${said}`);
  if (cause === 'down') return say('unreachable', `has trouble of its own${said}: look at its log`);
  return say('unclear', `answered ${status}${said}`);
}

function whyNot(key: ClientKey, now: number): string {
  const state = clientKeyState(key, now);
  if (state === 'sample') return 'it is a sample key, which servers refuse; rotate it';
  if (state === 'expired') return 'it has expired; give it a later expiry, or make a new one';
  return 'the config that the server has loaded is another one than this; restart the server, or see which config it runs on';
}
