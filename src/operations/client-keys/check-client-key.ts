import type { Backend } from '../../backend/backend.ts';
import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { Secret } from '../../base/secrets/secret.ts';
import type { Config } from '../../contract/config.ts';
import { success } from '../../contract/outcome.ts';
import type { OutsideRequest } from '../../contract/outside.ts';
import { serverUrl } from '../../contract/server-url.ts';
import type { Inquiry } from '../operation.ts';
import { exchangeFor } from '../provider-keys/ask-provider.ts';
import type { KeyCheckResult } from '../provider-keys/check-provider-key.ts';
import { judgeClientKey, letsEverybodyIn } from './judge-client-key.ts';
import { keyOf } from './name-key.ts';

export interface CheckClientKeyInput {
  readonly fingerprint: Fingerprint;
}

/** L2: asks the server for its models with this client key, as a client would, and says what the answer means. */
export const checkClientKey: Inquiry<CheckClientKeyInput, KeyCheckResult> = {
  id: 'check-client-key',
  title: 'checking a client key',
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
    let verdict = judgeClientKey(server, key, end.value, checkedAt);
    if (verdict.state === 'works') {
      const control = await exchangeFor(context, key.fingerprint, models(server, undefined));
      if (!control.ok) return control;
      if (control.value.kind === 'answer' && control.value.status === verdict.status)
        verdict = letsEverybodyIn(server, verdict);
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
