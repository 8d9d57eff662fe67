import { failure, success } from '../../contract/outcome.ts';
import { readAnswer } from '../../providers/answers/refusal.ts';
import { urlOf } from '../../providers/paths.ts';
import { interpretTest } from '../../providers/test/interpret-test.ts';
import type { Inquiry } from '../operation.ts';
import { askProvider, findProviderTarget, type ProviderKeyInput } from './ask-provider.ts';
import { words } from './words.ts';

interface DiscoveredModels {
  /** As the provider knows them, in its order; each once. */
  readonly models: readonly string[];
}

/** The models that a provider says it has, for a picker; of a row, or of what is in a form. */
export const discoverModels: Inquiry<ProviderKeyInput, DiscoveredModels> = {
  id: 'discover-models',
  get title() {
    return words().models.title;
  },
  audited: false,
  async run(context, input) {
    const found = await findProviderTarget(context, input);
    if (!found.ok) return found;
    const asked = found.value;
    const { provider, subject } = asked;
    const { modelList } = provider;
    if (!modelList) return failure('unsupported', words().models.noList(subject));
    const end = await askProvider(context, asked, modelList.request);
    if (!end.ok) return end;
    if (end.value.kind === 'answer' && end.value.status < 300) {
      if (end.value.cut) return failure('failed', words().models.tooLong(subject));
      const ids = modelList.read(readAnswer(end.value.body, asked.key).json);
      if (ids)
        return success({
          result: { models: ids },
          message: modelsMessage(subject, ids.length),
          fingerprints: [],
        });
    }
    const url = urlOf(asked.baseUrl, modelList.request.path(asked.baseUrl));
    const listing = { ...provider, keyTest: { request: modelList.request } };
    const { state, message } = interpretTest(
      { ...asked, provider: listing, url, now: context.now() },
      end.value,
    );
    return failure(state === 'unreachable' ? 'unreachable' : 'failed', message);
  },
};

const modelsMessage = (subject: string, count: number): string =>
  count === 0 ? words().models.none(subject) : words().models.found(subject, count);
