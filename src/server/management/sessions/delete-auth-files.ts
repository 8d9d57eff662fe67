import { parseJson } from '../../../base/json/parse-json.ts';
import { type Answer, json, statusOk } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import type { ManagementRequest } from '../management-request.ts';

const notFound = 'auth file not found';

/**
 * By names in the query or in the body, or `?all=true`. Deleted files are moved to the trash. Not among the writes,
 * which would wait for the providers as well.
 */
export async function deleteAuthFiles({ sessions, query, body }: ManagementRequest): Promise<Answer> {
  const files = sessions.files();
  if (!files.ok) return failureAnswer(files);
  const all = query.get('all') === 'true';
  const names = all ? undefined : namesIn(query, body);
  if (names === null) return json(400, { error: 'invalid request body' });
  if (names && (names.length === 0 || names.some((name) => name === '' || /[/\\]/.test(name))))
    return json(400, { error: 'invalid name' });
  const wanted = names ?? (await everything());
  if (!Array.isArray(wanted)) return failureAnswer(wanted);
  if (wanted.length === 0) return json(200, { status: 'ok', deleted: 0 });
  const revoked = await files.value.revoke(wanted);
  if (!revoked.ok && revoked.kind !== 'conflict') return failureAnswer(revoked, revoked.message);
  if (!revoked.ok) return json(404, { error: notFound });
  const { done, failed } = revoked.value;
  if (failed.length > 0) {
    const reasonOf = async ({ name, message }: (typeof failed)[number]) => {
      const found = await files.value.inspect(name);
      return { name, error: !found.ok && found.kind === 'conflict' ? notFound : message };
    };
    const why = await Promise.all(failed.map(reasonOf));
    return json(207, { status: 'partial', deleted: done.length, files: done, failed: why });
  }
  if (all) return json(200, { status: 'ok', deleted: done.length });
  return wanted.length === 1 ? statusOk : json(200, { status: 'ok', deleted: done.length, files: done });

  async function everything() {
    const listed = await sessions.list();
    return listed.ok ? listed.value.map(({ name }) => name) : listed;
  }
}

/** null: an invalid body. */
function namesIn(query: URLSearchParams, body: string): string[] | null {
  const asked = query.getAll('name');
  if (asked.length > 0 || body.trim() === '') return asked;
  const sent = parseJson(body);
  const map = typeof sent === 'object' && sent !== null ? (sent as Record<string, unknown>) : undefined;
  const names = Array.isArray(sent) ? sent : (map?.names ?? [map?.name]);
  const isNames = Array.isArray(names) && names.every((name) => typeof name === 'string');
  return isNames ? (names as string[]) : null;
}
