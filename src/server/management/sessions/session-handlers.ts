import type * as v from 'valibot';
import type { BackendSessions } from '../../../backend/backend.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import { routes } from '../../../contract/routes.ts';
import { type Answer, json, statusOk } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import { type ManagementHandler, type ManagementRequest, readInput } from '../management-request.ts';

/** `sessions` as documented (B6), and `console/sessions` for our own console, with sentences, batches and undo. */
export const sessionHandlers = {
  async getSessions({ sessions, query }: ManagementRequest): Promise<Answer> {
    const listed = await sessions.list();
    if (!listed.ok) return failureAnswer(listed);
    const name = query.get('name');
    const found = name === null ? listed.value : listed.value.filter((file) => file.name === name);
    return json(200, { sessions: found });
  },
  async deleteSession({ sessions, params }: ManagementRequest): Promise<Answer> {
    const files = sessions.files();
    const revoked = files.ok ? await files.value.revoke([params.id ?? '']) : files;
    if (revoked.ok) return json(200, { status: 'ok', token: revoked.value.token });
    return failureAnswer(revoked, revoked.kind, revoked.kind === 'conflict' ? 404 : undefined);
  },
  getSessionModels: reading(
    ({ query }, files) => files.models(query.get('name') ?? ''),
    (models) => ({ models }),
  ),
  async downloadSession(call: ManagementRequest): Promise<Answer> {
    const input = readInput(routes.downloadSession.input, call.body);
    if (!input.ok) return failureAnswer(input, 'invalid_body', 400);
    const files = call.sessions.files();
    const text = files.ok ? await files.value.download(input.value.name) : files;
    return text.ok ? json(200, { text: text.value.reveal() }) : failureAnswer(text);
  },
  setSessionsDisabled: writing('setSessionsDisabled', (files, { names, disabled }) =>
    files.setDisabled(names, disabled),
  ),
  editSession: writing('editSession', (files, { name, fields }) => files.editFields(name, fields)),
  uploadSession: writing('uploadSession', (files, { name, text, overwrite, channel, prefix }) =>
    files.upload(name, new Secret(text), {
      overwrite,
      ...(channel !== undefined && { channel }),
      ...(prefix !== undefined && { prefix }),
    }),
  ),
  // Not among the writes, which would wait for the provider as well: the folder has a lock of its own.
  revokeSessions: acting('revokeSessions', (files, { names, keepTokens }) =>
    files.revoke(names, undefined, keepTokens),
  ),
  getRevocations: reading(
    (_, files) => files.revocations(),
    (revocations) => ({ revocations }),
  ),
  restoreSessions: writing('restoreSessions', (files, { token }) => files.restore(token)),
  resetSessionCooldown: writing('resetSessionCooldown', (_, { name }, { sessions }) =>
    sessions.clearCooldown(name),
  ),
  async askSessionQuota({ sessions, body }: ManagementRequest): Promise<Answer> {
    const input = readInput(routes.askSessionQuota.input, body);
    if (!input.ok) return failureAnswer(input, 'invalid_body', 400);
    const quota = await sessions.askQuota(input.value.name);
    return quota.ok ? json(200, { quota: quota.value }) : failureAnswer(quota);
  },
} as const;

function reading<T>(
  read: (call: ManagementRequest, files: BackendSessions) => Promise<Outcome<T>>,
  answer: (value: T) => object,
): ManagementHandler {
  return async (call) => {
    const files = call.sessions.files();
    const outcome = files.ok ? await read(call, files.value) : files;
    return outcome.ok ? json(200, answer(outcome.value)) : failureAnswer(outcome);
  };
}

type ActingRoute =
  | 'setSessionsDisabled'
  | 'editSession'
  | 'uploadSession'
  | 'revokeSessions'
  | 'restoreSessions'
  | 'resetSessionCooldown';

type Act<Id extends ActingRoute> = (
  files: BackendSessions,
  input: v.InferOutput<(typeof routes)[Id]['input']>,
  call: ManagementRequest,
) => Promise<Outcome<unknown>>;

function writing<Id extends ActingRoute>(id: Id, write: Act<Id>): ManagementHandler {
  return acting<Id>(id, (files, input, call) => call.writes(() => write(files, input, call)));
}

function acting<Id extends ActingRoute>(id: Id, act: Act<Id>): ManagementHandler {
  return async (call) => {
    const input = readInput(routes[id].input, call.body);
    if (!input.ok) return failureAnswer(input, 'invalid_body', 400);
    const files = call.sessions.files();
    const outcome = files.ok ? await act(files.value, input.value as never, call) : files;
    if (!outcome.ok) return failureAnswer(outcome);
    return outcome.value === undefined ? statusOk : json(200, outcome.value);
  };
}
