import type { Backend } from '../../backend/backend.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { Secret } from '../../base/secrets/secret.ts';
import { formatDuration } from '../../base/text/duration.ts';
import { type ClientKey, clientKeyState } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';
import { success } from '../../contract/outcome.ts';
import type { OutsideAnswer, OutsideEnd, OutsideRequest, TransportError } from '../../contract/outside.ts';
import { serverUrl } from '../../contract/server-address.ts';
import { readAnswer, readRefusal } from '../../providers/answers/refusal.ts';
import { hostOf, type TestVerdict } from '../../providers/test/interpret-test.ts';
import { modelIds } from '../../providers/test/key-request.ts';
import { transportErrorText } from '../../providers/test/transport-error-text.ts';
import type { Inquiry } from '../operation.ts';
import { exchangeFor } from '../provider-keys/ask-provider.ts';
import type { KeyTestResult } from '../provider-keys/test-provider-keys.ts';
import { keyOf, nameOf } from './find-client-key.ts';
import { words } from './words.ts';

interface TestClientKeyInput {
  readonly fingerprint: Fingerprint;
}

/**
 * L2: asks the server for its models with this client key, as a client would, and says what the answer means.
 */
export const testClientKey: Inquiry<TestClientKeyInput, KeyTestResult> = {
  id: 'test-client-key',
  get title() {
    return words().test.title;
  },
  audited: false,
  async run(context, input) {
    const { backend, signal, now } = context;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const found = keyOf(loaded.value.clientKeys, input.fingerprint);
    if (!found.ok) return found;
    const key = found.value;
    const server = addressOf(backend, loaded.value.config);
    const checkedAt = now();
    const end = await exchangeFor(context, key.fingerprint, models(server, key.key));
    if (!end.ok) return end;
    let verdict = interpretAnswer(server, key, end.value, checkedAt);
    // The embedded server's config was just read and has this key; it would count a request without one as refused.
    if (verdict.state === 'works' && backend.kind !== 'embedded') {
      const control = await exchangeFor(context, key.fingerprint, models(server, undefined));
      if (!control.ok) return control;
      if (control.value.kind === 'answer' && control.value.status === verdict.status)
        verdict = acceptsAnyKey(server, verdict);
    }
    const took = end.value.kind === 'answer' ? { tookMs: Math.round(end.value.ms) } : {};
    return success({
      result: { ...verdict, ...took, checkedAt },
      message: verdict.message,
      fingerprints: [key.fingerprint],
    });
  },
};

/** Where clients on this machine reach the server: the one that is managed, or that the config names. */
export function addressOf(backend: Pick<Backend, 'kind' | 'place'>, config: Config): string {
  return backend.kind === 'disk' ? serverUrl(config) : backend.place;
}

const models = (server: string, key: Secret | undefined): OutsideRequest => ({
  method: 'GET',
  url: `${server}/v1/models`,
  headers: {
    accept: 'application/json',
    ...(key && { authorization: new Secret(`Bearer ${key.reveal()}`) }),
  },
  trust: 'server',
});

/** What the server's answer says of a client key. @param server its address */
function interpretAnswer(server: string, key: ClientKey, end: OutsideEnd, now: number): TestVerdict {
  if (end.kind !== 'answer') return unreachable(server, end);
  const { status } = end;
  if (status >= 300) return { ...refused(server, key, end, now), status };
  const ids = modelIds(readAnswer(end.body, key.key).json);
  if (!ids) return { ...foreign(server), status };
  const offer = ids.length === 0 ? words().test.noModels : words().test.works(ids.length);
  return { state: 'works', cause: 'ok', message: words().test.server(server, offer), status, models: ids };
}

function unreachable(server: string, failed: TransportError): TestVerdict {
  const host = hostOf(server);
  const message =
    failed.kind === 'refused'
      ? words().test.nothingThere(host)
      : transportErrorText(failed, { host, setting: words().test.address });
  return { state: 'unreachable', cause: failed.kind === 'cancelled' ? 'other' : failed.kind, message };
}

const foreign = (server: string): TestVerdict => ({
  state: 'unreachable',
  cause: 'no-api',
  message: words().test.foreign(server),
});

/** The same answer came without a key. */
const acceptsAnyKey = (server: string, verdict: TestVerdict): TestVerdict => ({
  ...verdict,
  state: 'unclear',
  cause: 'open',
  message: words().test.anyKey(server),
});

function refused(server: string, key: ClientKey, answer: OutsideAnswer, now: number): TestVerdict {
  const { status } = answer;
  if (status < 400) {
    const message = words().test.redirects(server, status);
    return { state: 'unreachable', cause: 'redirect', message };
  }
  if (status === 404 || status === 405) return foreign(server);
  const {
    cause,
    message,
    waitMs: wait,
  } = readRefusal(answer, { explain: undefined, key: key.key }, now, 200);
  const said = message === '' ? '' : ` (${message})`;
  const after = wait === undefined ? '' : words().test.retryIn(formatDuration(wait));
  const say = (state: TestVerdict['state'], text: string): TestVerdict => ({
    state,
    cause,
    message: words().test.serverLater(server, text, after),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
  if (cause === 'key') return say('refused', words().test.rejects(nameOf(key), said, whyNot(key, now)));
  if (cause === 'rate-limit') return say('limited', words().test.limited(said));
  if (cause === 'forbidden') return say('refused', words().test.forbids(said));
  if (cause === 'down') return say('unreachable', words().test.down(said));
  return say('unclear', words().test.answered(status, said));
}

function whyNot(key: ClientKey, now: number): string {
  const state = clientKeyState(key, now);
  if (state === 'sample') return words().test.sample;
  if (state === 'expired') return words().test.expired;
  return words().test.otherConfig;
}
