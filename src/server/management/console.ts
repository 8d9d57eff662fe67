import type * as v from 'valibot';
import type { Revision } from '../../base/files/revision.ts';
import { hashSecret, isBcryptHash, secretLengthProblem } from '../../base/secrets/bcrypt.ts';
import { Secret } from '../../base/secrets/secret.ts';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { type ConsoleStateAnswer, routes } from '../../contract/routes.ts';
import { keyRecordsOf } from '../active-config.ts';
import { type Answer, json, statusOk } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { unnamedProxyWarning } from '../http/peer-address.ts';
import { readServerStatus } from '../server-status.ts';
import { words } from '../words.ts';
import { type ManagementHandler, type ManagementRequest, readInput } from './management-request.ts';

/** Everything for a first screen in one request. */
export const consoleState: ManagementHandler = async (call) => {
  const { activeConfig, activity, version, signedInAs, startedAt } = call;
  const { config, revision, problem, warnings, clientKeys, withoutKeyRecords } = activeConfig.state;
  const { 'secret-key': _, ...management } = config['remote-management'] ?? {};
  const unnamedProxies = call.unnamedProxies();
  const answer: ConsoleStateAnswer = {
    version,
    signedInAs,
    revision,
    config: { ...config, 'remote-management': management },
    problem,
    warnings: [...warnings, ...unnamedProxies.map(unnamedProxyWarning)],
    unnamedProxies: [...unnamedProxies],
    keyRecords: keyRecordsOf(activeConfig.state),
    ...(withoutKeyRecords && { withoutKeyRecords }),
    activity: activity.all(clientKeys.map((key) => key.fingerprint)),
    countedSince: activity.countedSince,
    startedAt,
    stamp: call.stamp(),
  };
  return json(200, answer);
};

export const editConfig: ManagementHandler = (call) =>
  withInput(call, routes.editConfig.input, async ({ edits, revision }) => {
    const sealed = await sealEdits(edits);
    if (!sealed.ok) return failureAnswer(sealed);
    return write(call, async () => {
      const options = revision === undefined ? {} : { revision: revision as Revision };
      const outcome = await call.backend.editConfig(sealed.value, options);
      return outcome.ok ? json(200, { revision: outcome.value.revision }) : failureAnswer(outcome);
    });
  });

export const editKeyRecords: ManagementHandler = (call) =>
  withInput(call, routes.editKeyRecords.input, ({ edits }) =>
    write(call, async () => {
      const outcome = await call.backend.editKeyRecords(edits);
      return outcome.ok ? statusOk : failureAnswer(outcome);
    }),
  );

/** B7: the old secret is refused from the next request on. */
export const setManagementSecret: ManagementHandler = (call) =>
  withInput(call, routes.setManagementSecret.input, async ({ value }) => {
    const tooLong = secretLengthProblem(value);
    if (tooLong) return failureAnswer(failure('invalid', tooLong));
    return write(call, async () => {
      const outcome = await call.backend.setManagementSecret(new Secret(value));
      return outcome.ok ? statusOk : failureAnswer(outcome);
    });
  });

async function withInput<S extends v.GenericSchema>(
  call: ManagementRequest,
  schema: S,
  act: (input: v.InferOutput<S>) => Promise<Answer>,
): Promise<Answer> {
  const input = readInput(schema, call.body);
  return input.ok ? act(input.value) : failureAnswer(input, 'invalid_body', 400);
}

/** One at a time, and answered only once the change is in force. */
function write(call: ManagementRequest, act: () => Promise<Answer>): Promise<Answer> {
  return call.writes(async () => {
    const answer = await act();
    await call.activeConfig.refresh();
    return answer;
  });
}

/** A plain secret inside an edit is hashed before it reaches the disk (B1). */
async function sealEdits(edits: readonly ConfigEdit[]): Promise<Outcome<ConfigEdit[]>> {
  const sealed: ConfigEdit[] = [];
  for (const edit of edits) {
    const [group, name] = edit.path;
    // The server runs it, so that the management secret alone is not enough to choose it.
    if (group === 'notify' && (name === undefined || name === 'command'))
      return failure('invalid', words().config.fileOnly);
    if (edit.op !== 'set' || group !== 'remote-management') sealed.push(edit);
    else {
      const value =
        name === undefined ? secretKeyIn(edit.value) : name === 'secret-key' ? edit.value : undefined;
      if (typeof value !== 'string' || value === '' || isBcryptHash(value)) sealed.push(edit);
      else {
        const tooLong = secretLengthProblem(value);
        if (tooLong) return failure('invalid', tooLong);
        const hash = await hashSecret(value);
        const whole = { ...(edit.value as Record<string, ConfigValue>), 'secret-key': hash };
        sealed.push({ ...edit, value: name === undefined ? whole : hash });
      }
    }
  }
  return success(sealed);
}

function secretKeyIn(value: ConfigValue): ConfigValue | undefined {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? (value as Record<string, ConfigValue>)['secret-key'] : undefined;
}

const usual = 100;
const most = 1_000;

/** `?limit=` entries, newest last. */
export const getAudit: ManagementHandler = async ({ backend, query }) => {
  const text = query.get('limit');
  const limit = text === null ? usual : Number(text);
  if (!Number.isInteger(limit) || limit < 1)
    return json(400, { error: 'invalid limit', message: 'limit must be 1 or more.' });
  const outcome = await backend.readAudit(Math.min(limit, most));
  return outcome.ok ? json(200, { entries: outcome.value }) : failureAnswer(outcome);
};

/** The line of a console's operation; from elsewhere with its address. */
export const appendAudit: ManagementHandler = async ({ backend, writes, body, peer }) => {
  const input = readInput(routes.appendAudit.input, body);
  if (!input.ok) return failureAnswer(input, 'invalid_body', 400);
  const { user } = input.value;
  const entry = peer.loopback ? input.value : { ...input.value, user: `${user}, from ${peer.address}` };
  const outcome = await writes(() => backend.appendAudit(entry));
  return outcome.ok ? statusOk : failureAnswer(outcome);
};

export const getChanges: ManagementHandler = async ({ changes }) => json(200, { changes: changes.list() });

/** Also a change that was undone by another program in the meantime is a conflict. */
export const undoChange: ManagementHandler = (call) =>
  withInput(call, routes.undoChange.input, ({ id }) =>
    write(call, async () => {
      const undone = await call.changes.undo(id);
      return undone.ok ? json(200, { change: undone.value }) : failureAnswer(undone);
    }),
  );

/** The health of every provider key, in one request. */
export const consoleProviders: ManagementHandler = async ({ providerStates }) =>
  json(200, await providerStates.all());

export const clearProviderCooldown: ManagementHandler = (call) =>
  withInput(call, routes.clearProviderCooldown.input, async ({ id }) =>
    call.providerStates.clearCooldown((row) => row.id === id) ? statusOk : failureAnswer(noSuchKey()),
  );

const noSuchKey = () => failure('conflict', words().noProviderKey);

/** In the Prometheus text format; asked for only while `metrics` is on. */
export const getMetrics: ManagementHandler = async (call) => {
  const [metrics, serverStatus] = await Promise.all([call.usage.metrics(), readServerStatus(call)]);
  const { type, body } = await metrics.text({ serverStatus, now: call.now() });
  return { status: 200, headers: { 'content-type': type }, body };
};
