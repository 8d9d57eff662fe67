import { onTestFinished } from 'vitest';
import { hashSecret } from '../../src/base/secrets/bcrypt.ts';
import type { KeyRecord } from '../../src/contract/client-key.ts';
import type { Config } from '../../src/contract/config.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import { type ServerOptions, startServer } from '../../src/server/start-server.ts';
import { type MemoryBackend, memoryBackend } from '../helpers/memory-backend.ts';

export const managementSecret = 'fake-management-secret-0001';
export const alpha = 'fake-client-key-alpha-0000000000000001';
export const bravo = 'fake-client-key-bravo-0000000000000002';

let hash: Promise<string> | undefined;
/** One hash for a test file: each costs 70 ms. */
export const managementHash = (): Promise<string> => {
  hash ??= hashSecret(managementSecret);
  return hash;
};

export interface TestServer {
  readonly url: string;
  readonly backend: MemoryBackend;
  readonly lines: string[];
  /** The clock of the server, ms since the epoch; move it by hand. */
  readonly clock: { now: number };
  readonly stored: { data: unknown; writes: number };
  close(): Promise<void>;
  /** With the management secret, under /v0/management. */
  manage(path: string, init?: RequestInit): Promise<Response>;
  /** With a client key. */
  client(path: string, key?: string, init?: RequestInit): Promise<Response>;
}

export interface TestServerOptions extends Partial<Omit<ServerOptions, 'backend'>> {
  readonly config?: Config;
  readonly records?: readonly KeyRecord[];
  readonly stored?: unknown;
  /** The backend tells nobody of its writes. */
  readonly silent?: boolean;
}

export async function baseConfig(): Promise<Config> {
  return {
    host: '127.0.0.1',
    port: 0,
    'remote-management': { 'secret-key': await managementHash() },
    'api-keys': [alpha, bravo],
  };
}

/** The base with more under `remote-management`, and more beside it. */
export async function withManagement(more: Record<string, unknown>, config: Config = {}): Promise<Config> {
  const base = await baseConfig();
  return { ...base, ...config, 'remote-management': { ...base['remote-management'], ...more } };
}

/** A server on a free port of 127.0.0.1 that ends with the test. */
export async function runServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { config, records, stored: initial, silent, ...rest } = options;
  const backend = memoryBackend(config ?? (await baseConfig()), records, silent);
  const lines: string[] = [];
  const clock = { now: Date.parse('2026-03-04T10:00:30.000Z') };
  const stored = { data: initial, writes: 0 };
  const started = await startServer({
    backend,
    version: '9.9.9',
    log: (line) => lines.push(line),
    now: () => clock.now,
    activity: {
      read: async () => success(stored.data),
      write: async (data) => {
        stored.data = structuredClone(data);
        stored.writes += 1;
        return success(undefined);
      },
    },
    ...rest,
  });
  if (!started.ok) throw new Error(started.message);
  const { url, close } = started.value;
  onTestFinished(close);
  const ask = (path: string, init: RequestInit, key: string | undefined) => {
    const headers = new Headers(init.headers);
    if (key !== undefined && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
    return fetch(url + path, { ...init, headers });
  };
  return {
    url,
    backend,
    lines,
    clock,
    stored,
    close,
    manage: (path, init = {}) => ask(`/v0/management${path}`, init, managementSecret),
    client: (path, key, init = {}) => ask(path, init, key),
  };
}

/** Why a server does not start. */
export async function startFailure(config: Config, options: TestServerOptions = {}): Promise<string> {
  const { config: _, records: __, stored: ___, silent: ____, ...rest } = options;
  const outcome: Outcome<{ close(): Promise<void> }> = await startServer({
    backend: memoryBackend(config),
    version: '9.9.9',
    log: () => {},
    activity: { read: async () => success(undefined), write: async () => failure('failed', 'not here') },
    ...rest,
  });
  if (!outcome.ok) return outcome.message;
  await outcome.value.close();
  return 'it started';
}

export const json = (value: unknown, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { 'content-type': 'application/json', ...init.headers },
  body: JSON.stringify(value),
});

/** The body as what the test takes it for. */
export async function read<T>(answer: Response): Promise<T> {
  return (await answer.json()) as T;
}

/** The error of the documented bodies. */
export async function errorOf(answer: Response): Promise<{ message: string; type: string }> {
  return (await read<{ error: { message: string; type: string } }>(answer)).error;
}
