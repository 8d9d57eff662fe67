import { createHash, randomBytes } from 'node:crypto';
import type { ServerKind } from './types.ts';

type Stage = 'wait' | 'ok' | { readonly error: string };

/** One sign-in flow; what comes of a redirect shows with the next look of the waiter. */
interface Flow {
  readonly provider: string;
  stage: Stage;
  /** The outcome that the waiter has not looked at yet, and when it will. */
  due: { readonly stage: Stage; readonly at: number } | undefined;
}

/** Where the provider sends the browser: always this machine's own port. */
const redirects: Readonly<Record<string, string>> = {
  anthropic: '54545/callback',
  codex: '1455/auth/callback',
  antigravity: '51121/oauth-callback',
  'gemini-cli': '8085/oauth2callback',
};

/** Other names of a provider in `oauth-callback` and in the paths of callbacks. */
const aliases: Readonly<Record<string, string>> = {
  claude: 'anthropic',
  openai: 'codex',
  'anti-gravity': 'antigravity',
  gemini: 'gemini-cli',
  google: 'gemini-cli',
};

export interface SignIns {
  /** Begins a flow; undefined: this server has none for that provider. */
  begin(provider: string): { state: string; url: string } | undefined;
  stage(state: string): Stage | undefined;
  provider(state: string): string | undefined;
  /** Hands the outcome of the provider over; it shows after half a second. */
  hand(state: string, redirect: { code?: string; error?: string }): void;
  /** A browser came back to one of the callback paths; a wrong state is ignored. */
  redirected(provider: string, query: URLSearchParams): void;
  cancel(state: string): boolean;
  /** For tests: the provider said yes (or no) to the code. */
  finish(state: string, outcome?: { readonly error: string }): void;
  named(provider: string): string | undefined;
}

const waiterMs = 500;

export function createSignIns(kind: ServerKind, now: () => number): SignIns {
  const flows = new Map<string, Flow>();
  const known = (provider: string) =>
    provider in redirects && (provider !== 'gemini-cli' || kind === 'v6') ? provider : undefined;
  const look = (state: string) => {
    const flow = flows.get(state);
    if (flow?.due && now() >= flow.due.at) {
      flow.stage = flow.due.stage;
      flow.due = undefined;
    }
    return flow;
  };
  const signIns: SignIns = {
    named: (provider) => known(aliases[provider] ?? provider),
    begin(provider) {
      if (!known(provider)) return undefined;
      const state = provider === 'gemini-cli' ? `gem-${now()}000001` : randomBytes(16).toString('hex');
      flows.set(state, { provider, stage: 'wait', due: undefined });
      const host = kind === 'v7' ? 'localhost' : '127.0.0.1';
      const query = new URLSearchParams({
        client_id: 'fake-client-id',
        code_challenge: createHash('sha256').update(state).digest('base64url'),
        code_challenge_method: 'S256',
        redirect_uri: `http://${host}:${redirects[provider]}`,
        response_type: 'code',
        scope: 'fake-scope',
        state,
      });
      return { state, url: `https://${provider}-login.example.com/oauth/authorize?${query}` };
    },
    stage: (state) => look(state)?.stage,
    provider: (state) => flows.get(state)?.provider,
    hand(state, { error }) {
      const flow = flows.get(state);
      if (!flow) return;
      flow.due = { stage: { error: outcome(kind, flow.provider, error) }, at: now() + waiterMs };
    },
    redirected(path, query) {
      const state = query.get('state') ?? '';
      const flow = look(state);
      if (flow?.provider !== signIns.named(path) || flow?.stage !== 'wait') return;
      const error = query.get('error');
      signIns.hand(state, error === null ? { code: query.get('code') ?? '' } : { error });
    },
    cancel(state) {
      const waiting = look(state)?.stage === 'wait';
      if (waiting) flows.delete(state);
      return waiting;
    },
    finish(state, failed) {
      const flow = flows.get(state);
      if (flow) Object.assign(flow, { stage: failed ?? 'ok', due: undefined });
    },
  };
  return signIns;
}

/** No provider can be reached: every flow ends with the text that was recorded for it. */
function outcome(kind: ServerKind, provider: string, error: string | undefined): string {
  if (provider === 'anthropic' && error !== undefined) return 'Bad request';
  if (provider === 'codex' || (provider === 'anthropic' && kind === 'v7')) {
    const why = kind === 'v7' ? ': token exchange request failed: no such host' : '';
    return `Failed to exchange authorization code for tokens${why}`;
  }
  return 'Authentication failed';
}
