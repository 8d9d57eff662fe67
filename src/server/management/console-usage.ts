import { routes } from '../../contract/routes.ts';
import { answerWish } from '../../usage/answer-wish.ts';
import { json } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { type ManagementHandler, readInput } from './management-call.ts';
import { noStore } from './usage.ts';

/** Everything that a usage screen shows, in one request. */
export const consoleUsage: ManagementHandler = async ({ activeConfig, usage, body }) => {
  const wish = readInput(routes.consoleUsage.input, body);
  if (!wish.ok) return failureAnswer(wish, 'invalid_body', 400);
  const labels = new Map(
    activeConfig.state.clientKeys.flatMap(({ fingerprint, record }) =>
      record?.label ? [[fingerprint as string, record.label]] : [],
    ),
  );
  const figures = await answerWish(usage.store, wish.value, { labels, recording: usage.recording() });
  return json(200, usage.store ? figures : { ...figures, problems: [noStore] });
};
