import { failure } from '../../contract/outcome.ts';
import { routes } from '../../contract/routes.ts';
import { answerUsageRequest } from '../../usage/answer-usage-request.ts';
import { json } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { words } from '../words.ts';
import { type ManagementHandler, readInput } from './management-request.ts';

/** Everything that a usage screen shows, in one request. */
export const consoleUsage: ManagementHandler = async ({ activeConfig, activity, usage, body }) => {
  const request = readInput(routes.consoleUsage.input, body);
  if (!request.ok) return failureAnswer(request, 'invalid_body', 400);
  const labels = new Map(
    activeConfig.state.clientKeys.flatMap(({ fingerprint, record }) =>
      record?.label ? [[fingerprint as string, record.label]] : [],
    ),
  );
  const { store } = usage;
  const figures = store
    ? await answerUsageRequest(store, request.value, {
        labels,
        recording: usage.recording(),
        countedSince: activity.countedSince,
      })
    : failure('failed', words().usage.notRecorded);
  return figures.ok ? json(200, figures.value) : failureAnswer(figures, figures.kind, 503);
};
