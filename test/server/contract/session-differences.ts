import type { Difference } from './differences.ts';

const files = /^[A-Z]+ \/v0\/management\/auth-files$/;

/** Where the auth files and sessions of ours are on purpose other than recorded. */
export const sessionDifferences: readonly Difference[] = [
  {
    reason:
      'An `auth_index` is made of the name of the file, so it stays the same after a new login; instants, sizes and paths are those of the test.',
    where: [
      {
        route: files,
        line: /^body\.files\[\]\.(auth_index|created_at|modtime|updated_at|path|size|recent_requests\[\]\.time): other value$/,
      },
      { exchange: /: list filtered by auth_index$/, line: /^body\.files: empty list$/ },
      { exchange: /: reset-quota: ok$/, line: /^status 404, recorded 200$/ },
    ],
  },
  {
    reason: 'The recording has only a part of the list.',
    where: [
      { route: files, line: /^body\.files\[\]\.recent_requests: other length$/ },
      { exchange: /^usage: auth-files carry/, line: /^body\.files\[\]\.\w+: added$/ },
    ],
  },
  {
    reason: 'The well-known models of a provider carry their names alone.',
    where: [
      { route: /\/auth-files\/models$/, line: /^body\.models\[\]\.(id|display_name): other value$/ },
      { route: /\/model-definitions\//, line: /^body\.models\[\]\.\w+: (other value|absent)$/ },
      { route: /\/model-definitions\//, line: /^body\.models: (other length|empty list)$/ },
    ],
  },
  {
    reason:
      'An auth file is checked before it lands: what is not a JSON object, names no provider, or lacks what its provider needs is 400 and is not stored (E3).',
    where: [
      { exchange: /: upload (raw )?broken JSON$/, line: /^status 400, recorded 500$/ },
      { exchange: /: upload raw JSON (without type|of type gemini)$/, line: /^status 400, recorded 200$/ },
      { exchange: /: how a file (without type|of type gemini) is listed/, line: /^body\.files: empty list$/ },
      { exchange: /: delete all$/, line: /^body\.deleted: other value$/ },
    ],
  },
  {
    reason:
      'The project of a Google account is in `project_id`, as v7 reports it, and not appended to its address.',
    where: [{ version: 'v6', exchange: /: auth-files$/, line: /^body\.files\[\]\.account: other value$/ }],
  },
  {
    reason: '`sessions` is there, as documented (B6).',
    where: [
      { route: /GET \/v0\/management\/sessions$/, line: /^status 200, recorded 404$/ },
      {
        version: 'v6',
        exchange: /: sessions-delete-absent$/,
        line: /^(header content-type: other value|body: object, recorded string)$/,
      },
    ],
  },
  {
    reason: 'What is wrong with a service account is said in a sentence of this program.',
    where: [{ route: /\/vertex\/import$/, line: /^body\.message: other value$/ }],
  },
  {
    reason: 'This server has no models of AI Studio beside those of Gemini.',
    where: [{ exchange: /: model-definitions: aistudio$/, line: /^status 400, recorded 200$/ }],
  },
  {
    reason:
      'This server does not look for newer versions or plugins: `latest-version` is the installed version, and it has no plugins.',
    where: [
      { route: /\/(latest-version|plugin-store)$/, line: /^status 200, recorded 502$/ },
      { route: /\/latest-version$/, line: /^body\.(message: added|latest-version: other value)$/ },
      { route: /\/plugins$/, line: /^body\.plugins_dir: other value$/ },
    ],
  },
];
