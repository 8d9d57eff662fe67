import { Secret } from '../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { ExchangeStep, OutsideEnd, OutsideRequest, StepTold } from '../../contract/outside.ts';
import { hostOf } from '../../providers/test/judge-check.ts';
import type { KeyRequest } from '../../providers/test/key-request.ts';
import type { OperationContext } from '../operation.ts';
import type { AskedProviderKey } from './asked-provider-key.ts';

/** One request to a provider. @param keyless as somebody without the key would ask */
export function askProvider(
  context: OperationContext,
  asked: AskedProviderKey,
  request: KeyRequest,
  keyless = false,
): Promise<Outcome<OutsideEnd>> {
  const credential = keyless || !asked.key ? undefined : request.credential?.(asked.key.reveal());
  return exchangeFor(context, asked.id, {
    method: request.method,
    url: asked.baseUrl + request.path(asked.baseUrl),
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
      ...(credential && { [credential[0]]: new Secret(credential[1]) }),
      // Any of them may hold a secret of its own.
      ...Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name, new Secret(value)])),
    },
    ...(request.body === undefined ? {} : { body: request.body }),
    proxyUrl: asked.proxyUrl,
  });
}

/** One exchange, told step by step. Failures: `cancelled`, and `unsupported` where there is no way outside. */
export async function exchangeFor(
  { outside, progress, signal }: OperationContext,
  about: string | undefined,
  request: OutsideRequest,
): Promise<Outcome<OutsideEnd>> {
  if (!outside) return failure('unsupported', 'Nothing outside can be asked from here.');
  const host = hostOf(request.url);
  const tell = ({ step, ms, detail }: StepTold) =>
    progress?.({ about, text: stepTexts[step](host), ms, exchange: { step, host, detail } });
  const end = await outside.exchange(request, tell, signal);
  if (end.kind === 'cancelled') return failure('cancelled', 'Stopped before an answer came.');
  return success(end);
}

const stepTexts: Readonly<Record<ExchangeStep, (host: string) => string>> = {
  resolve: (host) => `looking up ${host}`,
  connect: (host) => `connecting to ${host}`,
  proxy: (host) => `asking the proxy for a way to ${host}`,
  tls: (host) => `checking the certificate of ${host}`,
  request: (host) => `waiting for ${host} to answer`,
  answer: (host) => `reading the answer of ${host}`,
};
