import type { Revision } from '../../base/files/revision.ts';
import type { Failure } from '../../contract/outcome.ts';
import { failure } from '../../contract/outcome.ts';
import { type Answer, json } from '../http/answer.ts';
import { failureAnswer } from '../http/failure-answer.ts';
import { words } from '../words.ts';
import type { ManagementHandler } from './management-request.ts';

/** The file as it is, even a broken one, unless it is not UTF-8; the ETag is its revision, for `If-Match`. */
export const getConfigText: ManagementHandler = async ({ backend }) => {
  const outcome = await backend.readConfigText();
  if (!outcome.ok) return failureAnswer(outcome);
  const { text, revision } = outcome.value;
  return {
    status: 200,
    headers: { 'content-type': 'application/yaml; charset=utf-8', etag: `"${revision}"` },
    body: text,
  };
};

/** Writes the whole text if it is valid; with `If-Match` only over that revision. */
export const putConfigText: ManagementHandler = (call) =>
  call.writes(async () => {
    const condition = [call.headers['if-match']].flat()[0];
    const revision = condition === undefined || condition.trim() === '*' ? undefined : revisionIn(condition);
    if (call.body.trim() === '') {
      const place = { line: 1, column: 1 };
      return invalid(failure('invalid', words().config.empty, place));
    }
    // A client that names the revision knows what it removes, such as an undo that restores a file of comments.
    const settings = Object.keys(call.activeConfig.state.config).length;
    if (revision === undefined && settings > 0 && saysNothing(call.body)) {
      return invalid(failure('invalid', words().config.noSettings(settings), { line: 1, column: 1 }));
    }
    // A plain secret never reaches the disk (B1): its hash is put into the text before it is written.
    const sealed = await call.sealConfigText(call.body);
    if (!sealed.ok) return invalid(sealed);
    const outcome = await call.backend.writeConfigText(
      sealed.value,
      revision === undefined ? {} : { revision },
    );
    await call.activeConfig.refresh();
    if (outcome.ok) {
      await call.hashPlainSecret();
      return json(200, { ok: true, changed: ['config'], revision: call.activeConfig.state.revision });
    }
    if (outcome.kind === 'conflict') return failureAnswer(outcome, 'revision_mismatch', 412);
    return outcome.kind === 'invalid' ? invalid(outcome) : failureAnswer(outcome);
  });

const noHistory = () => failure('unsupported', words().config.noHistory);

export const listConfigVersions: ManagementHandler = async ({ backend }) => {
  const outcome = backend.history ? await backend.history.versions() : noHistory();
  return outcome.ok ? json(200, { versions: outcome.value }) : failureAnswer(outcome);
};

export const readConfigVersion: ManagementHandler = async ({ backend, query }) => {
  const outcome = backend.history ? await backend.history.read(query.get('id') ?? '') : noHistory();
  return outcome.ok ? yamlAnswer(outcome.value) : failureAnswer(outcome);
};

const yamlAnswer = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/yaml; charset=utf-8' },
  body,
});

/** `"abc"` or `W/"abc"`; anything else matches no revision, so the write is a conflict. */
function revisionIn(condition: string): Revision {
  return (/^(?:W\/)?"([^"]*)"$/.exec(condition.trim())?.[1] ?? '') as Revision;
}

/** Comments, document markers, and no value or an empty one. */
function saysNothing(text: string): boolean {
  const rest = text
    .replace(/^\ufeff/, '')
    .replace(/^(%.*|---|\.\.\.)/gm, '')
    .replace(/(^|\s)#.*$/gm, '');
  return /^(~|null|Null|NULL|\{\s*\})?$/.test(rest.trim());
}

/** Recorded: text that does not parse or has a wrong type is 400, a value out of bounds 422. */
function invalid(failed: Failure): Answer {
  return failed.errorType === 'value'
    ? failureAnswer(failed, 'invalid_config', 422)
    : failureAnswer(failed, 'invalid_yaml', 400);
}
