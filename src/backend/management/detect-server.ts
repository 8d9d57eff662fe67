import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../../base/json/parse-json.ts';
import type { Outcome } from '../../contract/outcome.ts';
import { serverHeader } from '../../contract/server-address.ts';
import type { Generation, ServerProbe } from '../backend.ts';
import { words } from '../words.ts';
import { addressOf } from './address.ts';
import { type Connection, closeConnection, exchange, openConnection, type Reply } from './exchange.ts';

/** Which kind of server answered, as far as the headers of its answer show. */
export type ServerKind = 'ours' | 'public' | 'foreign';

export function serverKindOf(headers: IncomingHttpHeaders): ServerKind {
  if (versionOf(headers) !== undefined) return 'ours';
  // The public server sets no name; these are on every answer past its availability check (recorded
  // auth.json).
  return headers['x-cpa-version'] === undefined ? 'foreign' : 'public';
}

/** Version from the `server` header of ours; undefined: another server. */
export function versionOf(headers: IncomingHttpHeaders): string | undefined {
  const found = /^cli-proxy\/([\w.+-]{1,40})/.exec(String(headers[serverHeader] ?? ''));
  return found?.[1];
}

/**
 * Patient, as the files of a server that is taken for absent are changed under it: a disk that is busy or a
 * pause of the memory keeps a healthy server silent for a second. Bytes; the answer is a line, or a small
 * page.
 */
const limits = { connect: 2_000, answer: 2_500, size: 64 * 1024 };

/** Asks `/healthz`, and `/` if that is not conclusive, both without a secret. */
export async function probeServer(
  url: string,
  options: {
    ca?: string | undefined;
    signal?: AbortSignal | undefined;
    /** ms for an answer. */
    timeoutMs?: number;
  } = {},
): Promise<ServerProbe> {
  const address = addressOf(url);
  if (!address.ok) return { kind: 'unclear', reason: address.message };
  const opened = await openConnection(address.value, options.ca);
  if (!opened.ok) return { kind: 'unclear', reason: opened.message };
  try {
    return await recognize(opened.value, options.signal, options.timeoutMs);
  } finally {
    closeConnection(opened.value);
  }
}

/** The same over a connection that stays open. */
export async function recognize(
  connection: Connection,
  signal?: AbortSignal,
  timeoutMs = limits.answer,
): Promise<ServerProbe> {
  const ask = (path: string): Promise<Outcome<Reply>> =>
    exchange(connection, { method: 'GET', path, headers: {}, signal }, { ...limits, answer: timeoutMs });
  const health = await ask('/healthz');
  if (!health.ok) return { kind: health.refused ? 'none' : 'unclear', reason: health.message };
  const { headers } = health.value;
  const version = versionOf(headers);
  if (version !== undefined) return { kind: 'ours', version };
  if (exposesCpa(headers)) return publicServer(headers);
  const front = await ask('/');
  if (!front.ok) return { kind: 'unclear', reason: front.message };
  if (exposesCpa(front.value.headers) || isPublicFront(front.value)) return publicServer(front.value.headers);
  const { base } = connection.address;
  if (wantsTls.test(front.value.body.toString('latin1'))) {
    return { kind: 'unclear', reason: words().wantsTls(base) };
  }
  return {
    kind: 'foreign',
    reason: words().otherProgram(base),
  };
}

/** v6 identifies itself on `/` only (recorded client.json, v6/auth-and-404.json). */
function isPublicFront({ headers, body }: Reply): boolean {
  const text = body.toString('utf8');
  const front = parseJson(text) as { message?: unknown; endpoints?: unknown } | null | undefined;
  if (front?.message === 'CLI Proxy API Server' && Array.isArray(front.endpoints)) return true;
  // Started with a template key, v7 shows a warning page instead.
  return /html/i.test(String(headers['content-type'])) && /safe-mode=configure/.test(text);
}

/** What Go's server and nginx answer to plain HTTP on a port for HTTPS. */
const wantsTls = /HTTP request (was sent )?to (an )?HTTPS (server|port)/i;

/**
 * v7 names its own headers to browsers in every answer, its warning page included (recorded auth.json, first
 * entry).
 */
function exposesCpa(headers: IncomingHttpHeaders): boolean {
  return (
    headers['x-cpa-version'] !== undefined ||
    /\bx-cpa-/i.test(String(headers['access-control-expose-headers']))
  );
}

function publicServer(headers: IncomingHttpHeaders): ServerProbe {
  const generation = generationOf(headers);
  const version = publicVersionOf(headers);
  return { kind: 'public', generation, version };
}

/** Version as the server gives it, `dev` included; undefined if not said. */
export function publicVersionOf(headers: IncomingHttpHeaders): string | undefined {
  const said = [headers['x-cpa-version']].flat()[0];
  return said !== undefined && /^[\w.+-]{1,40}$/.test(said) ? said : undefined;
}

/**
 * The generation by a server's headers: its version where that is a number, else the plug-in header, which v7
 * has beside its version and v6 has not.
 */
export function generationOf(headers: IncomingHttpHeaders): Generation {
  const version = publicVersionOf(headers);
  const major = /^v?(\d+)\./.exec(version ?? '')?.[1];
  if (major !== undefined) return major === '6' ? 'v6' : major === '7' ? 'v7' : 'unknown';
  if (headers['x-cpa-support-plugin'] !== undefined) return 'v7';
  return version === undefined ? 'unknown' : 'v6';
}
