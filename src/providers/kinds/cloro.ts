import type { RefusalCause } from '../answers/refusal.ts';
import { baseUrlField, compatibleFields } from '../fields/key-fields.ts';
import type { Preset } from '../fields/key-settings.ts';
import { bearer, versioned } from '../paths.ts';
import type { Provider } from '../provider.ts';
import { refusals } from './words.ts';

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
const causes = (): readonly { cause: RefusalCause; said: RegExp; means?: RefusalCause; text: string }[] => {
  const { running, expired, credits, bearer: noBearer, forbidden, wrong } = refusals().cloro;
  const limit = refusals().rate.limit('cloro');
  return [
    { cause: 'rate-limit', said: /concurren/i, text: running },
    { cause: 'rate-limit', said: /./, text: limit },
    { cause: 'key', said: /expired/i, text: expired },
    { cause: 'key', said: /rate limit/i, means: 'rate-limit', text: limit },
    { cause: 'key', said: /credit/i, means: 'credits', text: credits },
    { cause: 'key', said: /bearer/i, text: noBearer },
    { cause: 'key', said: /permission|not allowed/i, means: 'forbidden', text: forbidden },
    { cause: 'key', said: /./, text: wrong },
  ];
};

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
    const found = causes().find((known) => known.cause === cause && known.said.test(message));
    return found && { cause: found.means ?? cause, text: refusals().saying(found.text, message) };
  },
  // It has no free request. This one lacks a required field, and cloro checks the key before the fields.
  keyTest: {
    request: {
      method: 'POST',
      path: monitorPath,
      credential: bearer,
      body: JSON.stringify({ prompt: '', model: 'CHATGPT' }),
      get baseHint() {
        return refusals().ownBase('cloro', preset.baseUrl);
      },
    },
    get cost() {
      return refusals().cloro.cost;
    },
    get answered() {
      return refusals().cloro.answered;
    },
    control: 'always',
    accepts: ({ status }) => (status === 400 ? refusals().cloro.accepts : undefined),
  },
};
