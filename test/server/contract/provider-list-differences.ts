import type { Difference } from './differences.ts';

const lists = /\/v0\/management\/([a-z]+-api-key|openai-compatibility)$/;

/** About the lists of provider keys, one route each. */
export const providerListDifferences: readonly Difference[] = [
  {
    reason:
      'The `auth-index` of a provider key is made of its list, key and base URL by this program, so it is another text than the recorded one; it stays the same as long as they do.',
    where: [{ route: lists, line: /\.auth-index: other value$/ }],
  },
  {
    reason:
      'An entry without a base URL, where its provider needs one, is refused with a sentence; the public server drops it silently.',
    where: [{ route: lists, exchange: /PUT entry without base-url/, line: /^status 400, recorded 200$/ }],
  },
  {
    reason:
      '`PATCH` sets every field that is sent, `headers` as a whole; the public server ignores `priority` and unknown fields, and headers that are left out stay.',
    where: [
      { route: lists, line: /\.headers\.X-(A|Custom): absent$/ },
      { route: lists, line: /\.(no-such-field: added|priority: other value)$/ },
    ],
  },
  {
    reason:
      'What is stored and not used by this server is named in a `message` beside the `ok`: fields that it does not know, lists whose providers it does not serve, and rules for accounts that it does not have.',
    where: [
      { route: lists, line: /^body\.message: added$/ },
      { route: /\/oauth-[a-z-]+$/, line: /^body\.message: added$/ },
    ],
  },
  {
    reason: 'An entry is shown with the fields that are set, in every list alike.',
    where: [{ route: lists, line: /\.(proxy-url|models|base-url): absent$/ }],
  },
  {
    reason: 'Deleting an entry that is not there is 404 in every list, as recorded of two of them.',
    where: [
      { route: lists, exchange: /DELETE by (api-key not present|name)/, line: /^status 404, recorded 200$/ },
    ],
  },
  {
    reason:
      'The Amp block can be managed as in v6, which v7 has dropped; an empty list of client keys is `[]`.',
    where: [
      { version: 'v7', route: /\/ampcode(\/upstream-url)?$/, line: /^status 200, recorded 404$/ },
      { version: 'v6', route: /\/upstream-api-keys$/, line: /\.api-keys: list, recorded null$/ },
    ],
  },
];
