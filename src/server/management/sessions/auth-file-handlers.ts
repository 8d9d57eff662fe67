import type { JsonEdit } from '../../../base/json/edit-json.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { fingerprint } from '../../../base/secrets/fingerprint.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { type Failure, failure } from '../../../contract/outcome.ts';
import { usageNamesOfAccount } from '../../../providers/accounts/account-traffic.ts';
import { type Answer, json, statusOk } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import { words } from '../../words.ts';
import type { ManagementRequest } from '../management-request.ts';
import { authFileEntry, nameError } from './auth-file-entry.ts';
import { deleteAuthFiles } from './delete-auth-files.ts';
import { uploadAuthFiles } from './upload-auth-files.ts';

/** Formats, messages and oddities as recorded in auth-files.json and misc.json. */
export const authFileHandlers = {
  async listAuthFiles({ sessions, usage, query }: ManagementRequest): Promise<Answer> {
    const listed = await sessions.list();
    if (!listed.ok) return failureAnswer(listed);
    const [name, index] = [query.get('name'), query.get('auth_index')];
    const files = listed.value.filter(
      (file) => (!name || file.name === name) && (!index || file.authIndex === index),
    );
    const now = usage.now();
    const countsOf = (file: AuthFile) => {
      const { provider, account } = usageNamesOfAccount(file);
      return usage.upstreams.of(provider, account);
    };
    return json(200, { files: files.map((file) => authFileEntry(file, countsOf(file), now)) });
  },

  async listAuthFileModels({ sessions, query }: ManagementRequest): Promise<Answer> {
    const name = query.get('name');
    if (!name) return json(400, { error: 'name is required' });
    const files = sessions.files();
    const [models, file] = files.ok
      ? await Promise.all([files.value.models(name), files.value.inspect(name)])
      : [files, files];
    if (!models.ok) return models.kind === 'conflict' ? json(200, { models: [] }) : failureAnswer(models);
    const type = file.ok ? file.value.provider : undefined;
    const entries = models.value.map(({ id, name: shown = id, owner }) => ({
      ...{ id, display_name: shown, type, owned_by: owner },
    }));
    return json(200, { models: entries });
  },

  async downloadAuthFile({ sessions, query }: ManagementRequest): Promise<Answer> {
    const name = query.get('name');
    const error = nameError(name);
    if (error !== undefined || name === null) return json(400, { error: error });
    const files = sessions.files();
    const text = files.ok ? await files.value.download(name) : files;
    if (!text.ok)
      return text.kind === 'conflict' ? json(404, { error: 'file not found' }) : failureAnswer(text);
    return {
      status: 200,
      headers: { 'content-type': 'application/json', 'content-disposition': attachment(name) },
      body: text.value.reveal(),
    };
  },

  uploadAuthFiles,
  deleteAuthFiles,

  async setAuthFileStatus({ sessions, writes, body }: ManagementRequest): Promise<Answer> {
    const sent = membersOf(body);
    if (!sent) return invalidBody;
    const { name, disabled } = sent;
    if (name === undefined || name === '') return json(400, { error: 'name is required' });
    if (disabled === undefined) return json(400, { error: 'disabled is required' });
    if (typeof name !== 'string' || typeof disabled !== 'boolean') return invalidBody;
    const files = sessions.files();
    const done = files.ok ? await writes(() => files.value.setDisabled([name], disabled)) : files;
    return done.ok ? json(200, { status: 'ok', disabled }) : writeError(done);
  },

  async setAuthFileFields({ sessions, writes, body }: ManagementRequest): Promise<Answer> {
    const sent = membersOf(body);
    if (!sent) return invalidBody;
    const { name, ...members } = sent;
    if (typeof name !== 'string' || name === '') return json(400, { error: 'name is required' });
    const edits = memberEdits(members);
    if (typeof edits === 'string') return json(400, { error: edits });
    const files = sessions.files();
    if (!files.ok) return failureAnswer(files);
    const { editMembers } = files.value;
    if (!editMembers) return failureAnswer(elsewhere());
    const done = await writes(() => editMembers(name, edits));
    return done.ok ? statusOk : writeError(done);
  },

  async resetQuota({ sessions, providerStates, body }: ManagementRequest): Promise<Answer> {
    const sent = membersOf(body);
    if (!sent) return invalidBody;
    const { auth_index: index } = sent;
    if (typeof index !== 'string' || index === '') return json(400, { error: 'auth_index is required' });
    // That of a provider key is in its list.
    if (providerStates.clearCooldown(({ id }) => fingerprint(id) === index))
      return json(200, { status: 'ok', auth_index: index, models: [] });
    const listed = await sessions.list();
    if (!listed.ok) return failureAnswer(listed);
    const file = listed.value.find((one) => one.authIndex === index);
    if (!file) return json(404, { error: 'auth not found' });
    const reset = await sessions.clearCooldown(file.name);
    if (!reset.ok) return writeError(reset);
    const files = sessions.files();
    const models = files.ok ? await files.value.models(file.name) : files;
    const ids = models.ok ? models.value.map(({ id }) => id) : [];
    return json(200, { status: 'ok', auth_index: index, models: ids });
  },
} as const;

const invalidBody = json(400, { error: 'invalid request body' });
const elsewhere = () => failure('unsupported', words().accounts.elsewhere);

/** The recorded message for a missing file; any other failure with its sentence. */
function writeError(failed: Failure): Answer {
  if (failed.kind === 'conflict') return json(404, { error: 'auth file not found' });
  return failureAnswer(failed, failed.message);
}

export function membersOf(body: string): Record<string, unknown> | undefined {
  const value = parseJson(body);
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? (value as Record<string, unknown>) : undefined;
}

/**
 * Every other member is written to the file, with dots for nested objects. `null` removes one, and so does an empty
 * text in `headers`, which are merged. Returns a sentence if no server could use a value.
 */
function memberEdits(members: Readonly<Record<string, unknown>>): JsonEdit[] | string {
  const { weight, request_retry: retry } = members;
  if (weight !== undefined && weight !== null) {
    if (!Number.isInteger(weight)) return 'weight must be an integer';
    if (Number(weight) > 1_000_000) return 'weight must not exceed 1000000';
  }
  if (retry !== undefined && retry !== null && !Number.isInteger(retry))
    return 'request_retry must be an integer or null';
  const edits = Object.entries(members).flatMap(([name, value]): JsonEdit[] => {
    if (name !== 'headers' || typeof value !== 'object' || value === null)
      return [{ path: name.split('.'), value: value ?? undefined }];
    return Object.entries(value).map(([header, text]) => ({
      path: ['headers', header],
      value: text === '' || text === null ? undefined : text,
      prune: true as const,
    }));
  });
  return edits.length === 0 ? 'no fields to update' : edits;
}

/** Names may contain characters that a header cannot (RFC 6266). */
function attachment(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name) && !/["\\]/.test(name)) return `attachment; filename="${name}"`;
  return `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}
