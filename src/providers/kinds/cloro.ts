import type { RefusalCause } from '../answers/refusal.ts';
import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import type { Preset } from '../fields/key-settings.ts';
import { bearer, versioned } from '../paths.ts';
import type { Provider } from '../provider.ts';

const preset: Preset = {
  name: 'cloro',
  host: 'api.cloro.dev',
  baseUrl: 'https://api.cloro.dev',
  models: [],
  environment: 'CLORO_API_KEY',
  purposes: true,
};

const monitorPath = (baseUrl: string): string => versioned(baseUrl, '/v1', '/monitor');

/** K2: causes by the text of a refusal; the first match counts. */
const causes: readonly { cause: RefusalCause; said: RegExp; means?: RefusalCause; text: string }[] = [
  {
    cause: 'rate-limit',
    said: /concurren/i,
    text: 'too many cloro requests are running; wait until one ends',
  },
  { cause: 'rate-limit', said: /./, text: "cloro's rate limit is reached; try again later" },
  { cause: 'key', said: /expired/i, text: 'the cloro key has expired; create a new one at cloro' },
  {
    cause: 'key',
    said: /rate limit/i,
    means: 'rate-limit',
    text: "cloro's rate limit is reached; try again later",
  },
  {
    cause: 'key',
    said: /credit/i,
    means: 'credits',
    text: 'the cloro account has no credits left; add some at cloro',
  },
  { cause: 'key', said: /bearer/i, text: 'cloro did not find the word Bearer before the key' },
  {
    cause: 'key',
    said: /permission|not allowed/i,
    means: 'forbidden',
    text: 'the cloro key is not allowed to do this; check its permissions at cloro',
  },
  { cause: 'key', said: /./, text: 'the cloro key is wrong or missing' },
];

/** cloro (K): one route of its own, where `model` names the assistant that it watches (`CHATGPT`). */
export const cloro: Provider = {
  id: 'cloro',
  settings: {
    title: 'cloro',
    list: 'openai-compatibility',
    fields: compatibleFields(baseUrlField(true, preset.baseUrl)),
    preset,
  },
  path: (route, { baseUrl }) => (route === 'monitor' ? monitorPath(baseUrl) : undefined),
  credential: (_, key) => bearer(key),
  serves: () => true,
  knownModels: [],
  takesApplication: false,
  explain({ status, message }) {
    const cause = status === 429 ? 'rate-limit' : status === 401 || status === 403 ? 'key' : undefined;
    if (cause === undefined) return undefined;
    const found = causes.find((known) => known.cause === cause && known.said.test(message));
    return found && { cause: found.means ?? cause, text: `${found.text} (${message})` };
  },
  // It has no free request. This one lacks a required field, and cloro checks the key before the fields.
  keyTest: {
    request: {
      method: 'POST',
      path: monitorPath,
      credential: bearer,
      body: JSON.stringify({ prompt: '', model: 'CHATGPT' }),
      baseHint: `cloro's own is ${preset.baseUrl}`,
    },
    cost: 'cloro has no free request. The test sends an empty question, which cloro should refuse without charge; an answer would cost one question.',
    answered: 'cloro accepts the key. It answered the empty question, which may have cost one question.',
    control: 'always',
    accepts: ({ status }) =>
      status === 400
        ? 'cloro accepts the key: it refused only the empty question, which costs nothing.'
        : undefined,
  },
};
