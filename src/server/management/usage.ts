import { parseJson } from '../../base/json/parse-json.ts';
import { success } from '../../contract/outcome.ts';
import { usageUnread } from '../../usage/answer-usage-request.ts';
import { emptyExport } from '../../usage/v6/v6-shape.ts';
import { json } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { words } from '../words.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';
import { nameOf, namesByKey, queueWriter, showsFullKeys } from './queue-record.ts';

/** At most this many requests are listed by `GET usage`: some 2 MB of JSON. */
const shownDetails = 10_000;

/** Recorded of v6: failures beside the usage. Without a store it is empty. */
export const getUsage: ManagementHandler = async (call) => {
  const found = await exported(call, shownDetails, showsFullKeys(call, call.signedInAs));
  if (!found.ok) return failureAnswer(found);
  const { usage } = found.value;
  return json(200, { failed_requests: usage.failure_count, usage });
};

export const exportUsage: ManagementHandler = async (call) => {
  const found = await exported(call);
  return found.ok ? json(200, found.value) : failureAnswer(found);
};

/** Recorded: 400 with `invalid json` or `unsupported version`. */
export const importUsage: ManagementHandler = async (call) => {
  const { store } = call.usage;
  const parsed = parseJson(call.body);
  if (parsed === undefined) return json(400, { error: 'invalid json' });
  if (!store) return json(503, { error: 'usage is not kept', message: words().usage.notRecorded });
  const names = new Map(call.activeConfig.state.clientKeys.map((key) => [nameOf(key), key.fingerprint]));
  const outcome = await store.importV6(parsed, names);
  if (outcome.ok) return json(200, outcome.value);
  return outcome.kind === 'invalid' ? json(400, { error: outcome.message }) : failureAnswer(outcome);
};

/** Recorded of v7: one record by default; they are removed from the queue. */
export const takeUsage: ManagementHandler = async (call) => {
  const text = call.query.get('count');
  const count = text === null ? 1 : Number(text);
  if (!Number.isSafeInteger(count) || count < 1 || !/^\+?\d+$/.test(text ?? '1'))
    return json(400, { error: 'count must be a positive integer' });
  return json(200, call.usage.queue.take(count).map(queueWriter(call, call.signedInAs).usage));
};

async function exported(call: ManagementRequest, details?: number, full = false) {
  const options = { names: namesByKey(call, full), ...(details === undefined ? {} : { details }) };
  const { store } = call.usage;
  if (!store) return success(emptyExport(call.usage.now()));
  return store.exportV6(options).then(success, (error: Error) => usageUnread(store, error));
}
