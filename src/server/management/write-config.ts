import { whileRaced } from '../../base/async/while-raced.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit } from '../../contract/config-edit.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { type Answer, statusOk } from '../http/answer.ts';
import { saveFailure } from '../http/failure-answer.ts';
import type { ManagementRequest } from './management-request.ts';

/**
 * Reads the config, lets `plan` say which edits are wanted, or an answer that needs none, and writes them. When
 * another program writes in between, `plan` is asked again.
 * @param done the answer when all is written
 */
export function writeConfig(
  call: ManagementRequest,
  plan: (config: Config) => readonly ConfigEdit[] | Answer,
  done: () => Answer = () => statusOk,
): Promise<Answer> {
  return call.writes(async () => {
    // What is not in force yet when it is read back never will be: then the file has the last word, as it is.
    let lagging = false;
    const outcome = await whileRaced(async (isLast): Promise<Outcome<Answer>> => {
      const { config, revision } = call.activeConfig.state;
      const planned = plan(config);
      if ('status' in planned) return success(planned);
      isLast(revision);
      if (planned.length === 0) return success(done());
      const saved = await call.backend.editConfig(planned, lagging ? {} : { revision });
      await call.activeConfig.refresh();
      lagging = call.activeConfig.state.revision === revision;
      return saved.ok ? success(done()) : saved;
    });
    return outcome.ok ? outcome.value : saveFailure(outcome);
  });
}
