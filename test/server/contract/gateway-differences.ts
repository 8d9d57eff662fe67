import type { Difference } from './differences.ts';

const api = /^\w+ \/(v1\/|api\/)/;

/** About requests that go on to providers. */
export const gatewayDifferences: readonly Difference[] = [
  {
    reason:
      'No provider answers in this replay: the gateway says with 502 which one could not be reached; what it does with answers is tested with fake ones.',
    where: [
      { route: api, line: /^status 502, recorded \d+$/ },
      { route: /api-call/, line: /^status 502, recorded 200$/ },
    ],
  },
  {
    reason:
      'Lists of models hold what the config offers, and a short list of well-known names for keys without `models`; not the catalogue of the public server, nor its dates and sizes.',
    where: [
      { route: /models$|\{provider\}/, line: /^body\.data\[\]\.\w+: (other value|absent|added)$/ },
      { route: /models$|\{provider\}/, line: /^body\.(data: other length|(first|last)_id: other value)$/ },
    ],
  },
  {
    reason:
      'An unknown model is the fault of the request, as in v7: 400 with `model_not_found`; v6 says 502.',
    where: [{ version: 'v6', line: /^status 400, recorded 502$/ }],
  },
  {
    reason:
      'The error says why a body has no model: it is empty, a form, not JSON, or names none; v7 says "unknown provider for model " without a name.',
    where: [
      {
        version: 'v7',
        exchange: /: chat: body not JSON$/,
        line: /^body\.error\.(message: other value|code: other value|param: absent)$/,
      },
    ],
  },
  {
    reason:
      'A client key is asked for before anything is said of Amp, and its errors are in the shape of the protocol that the path speaks.',
    where: [
      { version: 'v6', route: /\/api\//, line: /^status 401, recorded 503$/ },
      { version: 'v6', route: /\/api\//, line: /^body\.(message: absent|error: object, recorded string)$/ },
      {
        version: 'v6',
        exchange: /: amp-user-no-upstream$/,
        line: /^header content-type: other value$/,
      },
    ],
  },
  {
    reason: '`ws-auth: false` opens `/v1/responses` as well as `/v1/ws`, as documented (G1).',
    where: [
      { route: /^GET \/v1\/responses$/, exchange: /ws-auth[ -]false/, line: /^status 101, recorded 401$/ },
    ],
  },
  {
    reason: 'A replay of a handshake makes its own key, and reads no frames.',
    everywhere: true,
    where: [
      { version: 'v6', line: /^header sec-websocket-accept: other value$/ },
      { version: 'v7', route: /^GET \/v1\/responses$/, line: /^body: null, recorded list$/ },
    ],
  },
  {
    reason: 'Web pages get the names of the headers that carry keys on `/api/` as well.',
    everywhere: true,
    where: [{ route: /\/api\//, line: /^header access-control-allow-headers: other value$/ }],
  },
];
