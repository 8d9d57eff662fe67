import type { Difference } from './differences.ts';

/** About config.yaml: how it is written, and what is reported about it. */
export const configDifferences: readonly Difference[] = [
  {
    reason:
      'A write that fails changes nothing, neither in memory nor in what is listed; the public server goes on with a value that the file does not have.',
    where: [
      { exchange: /but the value was changed in memory$/, line: /^body\.debug: other value$/ },
      { exchange: /the key is listed all the same$/, line: /^body\.api-keys: other length$/ },
    ],
  },
  {
    reason:
      'A write is in force with its answer, also after another program has replaced config.yaml by renaming.',
    where: [
      {
        exchange: /after a rename-over: a client with the new key is refused$/,
        line: /^status 200, recorded 401$/,
      },
      { exchange: /after a rename-over: the old key still works$/, line: /^status 401, recorded 200$/ },
    ],
  },
  {
    reason:
      'Why a write failed is a sentence of this program, with its kind and the place in the file beside it.',
    where: [
      {
        route: /^(PUT|PATCH) .*\/(debug|api-keys)$/,
        exchange: /on disk/,
        line: /^body\.(message|kind|line|column): added$/,
      },
      {
        route: /^(PUT|PATCH) .*\/(debug|api-keys)$/,
        exchange: /on disk/,
        line: /^body\.error: other value$/,
      },
      { route: /^PUT .*\/config\.yaml$/, line: /^body\.(kind|line|column): added$/ },
      { route: /^PUT .*\/config\.yaml$/, line: /^body\.message: other value$/ },
    ],
  },
  {
    reason: '`PUT config.yaml` answers with the revision of what it wrote as well.',
    where: [{ route: /^PUT .*\/config\.yaml$/, line: /^body\.revision: added$/ }],
  },
  {
    reason:
      'Putting the hash in place of a plain secret touches nothing else in config.yaml; the public server rewrites the file.',
    where: [{ exchange: /^config: YAML shows new bcrypt hash$/, line: /^body: other config$/ }],
  },
  {
    reason:
      '`GET config` returns all settings in the file, including names that the public server does not know or that v7 drops, and uses the names of v7 for both.',
    where: [
      { route: /GET .*\/config$/, line: /^body\.(ampcode|x-console-note): added$/ },
      {
        version: 'v6',
        route: /GET .*\/config$/,
        line: /^body\.(routing\.strategy|(interactions|xai)-api-key): added$/,
      },
    ],
  },
  {
    reason: '`GET config` returns no setting that this server does not have, unless it is set in the file.',
    where: [
      {
        route: /GET .*\/config$/,
        line: /^body\.(disable-image-generation|passthrough-headers|streaming|pprof|commercial-mode|disable-cooling|auth-auto-refresh-workers|(codex|claude)-header-defaults|payload|quota-exceeded\.antigravity-credits): absent$/,
      },
      {
        version: 'v7',
        route: /GET .*\/config$/,
        line: /^body\.(claude-code|credential-concurrency|credential-in-flight|plugins|save-cooldown-status|transient-error-cooldown-seconds|antigravity|xai|codex|disable-claude-cloak-mode): absent$/,
      },
      {
        version: 'v7',
        route: /GET .*\/config$/,
        line: /^body\.(codex|claude)-api-key\[\]\.proxy-url: absent$/,
      },
      { version: 'v6', route: /GET .*\/config$/, line: /^body\.enable-gemini-cli-endpoint: absent$/ },
    ],
  },
  {
    reason:
      '`api-call` calls the hosts of the provider of its `auth_index` alone, or without one those of the config and of the known providers, follows no redirect, and refuses an `auth_index` that nothing has, where the public server calls any address and sends the placeholder as it is.',
    where: [{ route: /api-call/, line: /^status 403, recorded 502$/ }],
  },
];
