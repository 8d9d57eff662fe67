import type { Secret } from '../base/secret.ts';
import { failure, type Outcome } from '../contract/outcome.ts';
import type { Backend } from './backend.ts';
import { probeServer } from './management/probe.ts';
import { type AttemptCount, countAttempts } from './public/attempt-count.ts';
import type { ConnectPublicOptions } from './public/connect-public.ts';

export interface SignIn {
  readonly url: string;
  readonly secret: Secret;
  /** PEM text of the authority that signed the server's certificate (I1). */
  readonly ca?: string;
  readonly signal?: AbortSignal;
}

export interface ConnectorOptions {
  /** Hears that a request with the secret is on its way. */
  readonly onAsking?: () => void;
  /** ms since the epoch. */
  readonly now: () => number;
  /** What a public server is connected with beside the sign-in; asked only when one answers. */
  readonly publicPlace: (
    url: string,
  ) => Promise<Pick<ConnectPublicOptions, 'folder' | 'feedAnswer' | 'usageFeed'>>;
}

/**
 * Signs in to whatever CLI Proxy API server answers: who that is, is asked first, without the secret, as another
 * program must never be sent it. Failures as connectManagement and connectPublic give them.
 */
export function createConnector(options: ConnectorOptions): (signIn: SignIn) => Promise<Outcome<Backend>> {
  const { now } = options;
  const counts = new Map<string, AttemptCount>();
  return async (signIn) => {
    const { url, ca, signal } = signIn;
    const probe = await probeServer(url, { ...(ca !== undefined && { ca }), ...(signal && { signal }) });
    if (signal?.aborted) return failure('cancelled', 'Stopped before anything was sent.');
    if (probe.kind === 'none') return failure('unreachable', probe.reason);
    if (probe.kind === 'foreign') {
      return failure(
        'unsupported',
        `${url} is no CLI Proxy API server, so it was sent no secret; check host and port.`,
      );
    }
    if (probe.kind === 'ours') {
      const { connectManagement } = await import('./management/connect.ts');
      const asked = connectManagement({ ...signIn, now });
      options.onAsking?.();
      return asked;
    }
    const [{ connectPublic }, place] = await Promise.all([
      import('./public/connect-public.ts'),
      options.publicPlace(url),
    ]);
    const attempts = counts.get(url) ?? countAttempts();
    counts.set(url, attempts);
    const asked = connectPublic({ ...signIn, ...place, now, attempts });
    options.onAsking?.();
    return asked;
  };
}
