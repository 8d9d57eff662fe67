import type { Secret } from '../base/secrets/secret.ts';
import { withTexts } from '../base/text/language.ts';
import { failure, type Outcome } from '../contract/outcome.ts';
import { managementPrefix, signInPaths } from '../contract/server-address.ts';
import type { Backend, ServerProbe } from './backend.ts';
import { addressOf } from './management/address.ts';
import { recognize } from './management/detect-server.ts';
import { closeConnection, openConnection } from './management/exchange.ts';
import { prefetchRequest } from './management/prefetch-request.ts';
import { type AttemptCount, countAttempts } from './public/client/attempt-count.ts';
import type { ConnectPublicOptions } from './public/client/connect-public.ts';
import { words } from './words.ts';

export interface SignIn {
  readonly url: string;
  readonly secret: Secret;
  /** PEM text of the authority that signed the server's certificate (I1). */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

interface ConnectorOptions {
  /** Called when the request with the secret was sent. */
  readonly onAsking?: () => void;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What a public server is connected with beside the sign-in; asked only when one answers. */
  readonly publicPlace: (
    url: string,
  ) => Promise<
    Pick<
      ConnectPublicOptions,
      'folder' | 'feedAnswer' | 'usageFeed' | 'acceptedParts' | 'backupName' | 'watchConfig'
    >
  >;
}

/**
 * Signs in to any CLI Proxy API server that answers. Its kind is asked first, without the secret, as another
 * program must never be sent it. The request leaves before the code for that server is loaded, which takes as
 * long as a server near by needs to answer. Failures as connectManagement and connectPublic give them.
 */
export function createConnector(options: ConnectorOptions): (signIn: SignIn) => Promise<Outcome<Backend>> {
  const { now, onAsking: onSent } = options;
  const counts = new Map<string, AttemptCount>();
  return async (signIn) => {
    const { url, secret, ca, signal } = signIn;
    const address = addressOf(url);
    if (!address.ok) return failure('unreachable', address.message);
    const opened = await openConnection(address.value, ca);
    if (!opened.ok) return failure('unreachable', opened.message);
    const connection = opened.value;
    const probe = await recognize(connection, signal);
    const refusal = signal?.aborted ? failure('cancelled', words().notSent) : whyNot(probe);
    if (refusal) {
      closeConnection(connection);
      return refusal;
    }
    const ours = probe.kind === 'ours';
    const path = `${managementPrefix}${ours ? signInPaths.ours : signInPaths.public}`;
    const prefetched = prefetchRequest(connection, { secret, path, signal, onSent });
    if (!prefetched) closeConnection(connection);
    if (ours) {
      const { connectManagement } = await withTexts(import('./management/management-backend.ts'));
      return connectManagement({ ...signIn, now, prefetched });
    }
    const [{ connectPublic }, place] = await Promise.all([
      withTexts(import('./public/client/connect-public.ts')),
      options.publicPlace(url),
    ]);
    const attempts = counts.get(url) ?? countAttempts();
    counts.set(url, attempts);
    return connectPublic({ ...signIn, ...place, now, attempts, prefetched });
  };
}

/** No secret was sent to it. */
function whyNot(probe: ServerProbe) {
  if (probe.kind === 'ours' || probe.kind === 'public') return undefined;
  const refused = probe.kind === 'none' ? { refused: true as const } : {};
  return failure('unreachable', probe.reason, { unsent: true, ...refused });
}
