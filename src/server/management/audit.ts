import { routes } from '../../contract/routes.ts';
import { json, statusOk } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { type ManagementHandler, readInput } from './management-call.ts';

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

export const appendAudit: ManagementHandler = async ({ backend, writes, body }) => {
  const input = readInput(routes.appendAudit.input, body);
  if (!input.ok) return failureAnswer(input, 'invalid_body', 400);
  const outcome = await writes(() => backend.appendAudit(input.value));
  return outcome.ok ? statusOk : failureAnswer(outcome);
};
