import type { IncomingMessage } from 'node:http';
import type { ServerState } from '../../../backend/backend.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import type { AuditEntry } from '../../../contract/audit.ts';
import type { Config } from '../../../contract/config.ts';
import { auditedByClient } from '../../../contract/routes.ts';
import { managementPrefix } from '../../../contract/server-address.ts';
import { providerEntriesOf } from '../../../providers/provider-keys.ts';
import { type ConfigMapping, changedFields } from '../list-edits.ts';
import type { OpenRequest } from '../management-request.ts';

/** Begins a login, reads by a POST, or writes the log itself. */
const unaudited = /^\/(oauth\/\w+|console\/(audit|usage|sessions\/models))$/;

/**
 * Whether the server writes a line about it into the audit log. A console writes its own, one for each operation,
 * and says so with each request.
 */
export const isAudited = ({ method, headers }: IncomingMessage, path: string): boolean =>
  method !== 'GET' &&
  headers[auditedByClient.name] !== auditedByClient.value &&
  !unaudited.test(path.slice(managementPrefix.length));

/**
 * Adds a line for a write that was done through a route of the public server: from which address, by which route,
 * and which keys, settings and files were touched. A log that cannot be written is said in the log of the server.
 */
export async function auditWrite(
  call: OpenRequest,
  request: IncomingMessage,
  { path, who, before }: { readonly path: string; readonly who: string; readonly before: ServerState },
): Promise<AuditEntry> {
  const { activeConfig, backend, log, peer } = call;
  const after = activeConfig.state;
  const names = [...changedSettings(before.config, after.config), ...filesIn(call), ...calledIn(call, path)];
  const entry: AuditEntry = {
    time: new Date(call.now()).toISOString(),
    user: `${who}, from ${peer.address}`,
    operation: `${request.method} ${path.slice(managementPrefix.length + 1)}`,
    fingerprints: changedKeys(before, after),
    ...(names.length > 0 && { names }),
  };
  const written = await backend.appendAudit(entry);
  if (!written.ok) log('error', `the audit log could not be written: ${written.message}`);
  return entry;
}

const changedSettings = (before: Config, after: Config): string[] =>
  before === after ? [] : changedFields(before as ConfigMapping, after as ConfigMapping).sort();

/** Client keys and provider keys that were added, removed, or whose entry is another. */
function changedKeys(before: ServerState, after: ServerState): string[] {
  const [old, now] = [factsByKey(before), factsByKey(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key));
}

function factsByKey({ config, clientKeys }: ServerState): Map<string, string> {
  const facts = new Map(clientKeys.map(({ fingerprint }) => [fingerprint as string, 'client key']));
  for (const { row, item } of providerEntriesOf(config))
    if (row.fingerprint !== undefined) facts.set(row.fingerprint, JSON.stringify(item));
  return facts;
}

/** The address of an api-call, without its query. */
function calledIn({ body }: OpenRequest, path: string): string[] {
  if (path !== `${managementPrefix}/api-call`) return [];
  const { method, url, auth_index: index } = (parseJson(body) ?? {}) as Record<string, unknown>;
  const { origin, pathname } = new URL(String(url).trim());
  return [`${method} ${origin}${pathname}`, ...(typeof index === 'string' && index !== '' ? [index] : [])];
}

/** Names of auth files in the query, the body or a form. */
function filesIn({ query, params, body, headers }: OpenRequest): string[] {
  const isForm = String(headers['content-type']).startsWith('multipart/');
  const uploaded = isForm ? [...body.matchAll(/filename="([^"\r\n]+)"/g)].map(([, name = '']) => name) : [];
  const sent = parseJson(body) as { name?: unknown; names?: unknown } | null | undefined;
  const named = [sent?.names, sent?.name, params.id].flat().filter((name) => typeof name === 'string');
  return [...new Set([...query.getAll('name'), ...uploaded, ...named])];
}
