import { success } from '../../../contract/outcome.ts';
import { addClientKey } from '../../../operations/client-keys/add-client-key.ts';
import { importClientKeys } from '../../../operations/client-keys/import-client-keys.ts';
import { firstKey } from '../../args/provider-options.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../run.ts';
import { readExpiry } from './on-keys.ts';

export const keysAdd: Command = {
  usage: '[LABEL] [options]',
  about:
    'Creates a client key of 64 hex digits and prints only the key on stdout. With --key-file, adds an existing key.',
  words: [0, 1],
  options: {
    purpose: {
      type: 'string',
      value: 'TEXT',
      about: 'production, development, ci/cd, team member or your own',
    },
    expires: { type: 'string', value: 'WHEN', about: 'expiry: 90d, 2027-01-31 or none (default)' },
    prefix: { type: 'string', value: 'TEXT', about: 'prefix of the generated key, such as ci-' },
    'key-file': { type: 'string', value: 'FILE', about: 'add the key in this file; - for stdin' },
  },
  examples: [
    ['cli-proxy keys add team-a --purpose production', 'the key is on stdout, explanations on stderr'],
    ['KEY=$(cli-proxy keys add ci --prefix ci-)', 'store it in a variable'],
    ['openssl rand -hex 32 | cli-proxy keys add night --key-file -', 'add an existing key'],
  ],
  async run(call) {
    const { text, io, services } = call;
    const expires = text('expires');
    const expiresAt = expires === undefined ? undefined : readExpiry(expires, io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const until = expiresAt?.value ?? undefined;
    const file = text('key-file');
    const given = file === undefined ? undefined : await services.readInput(file);
    if (given && !given.ok) return given;
    const key = given && firstKey(given.value, file ?? '-');
    if (key && !key.ok) return key;
    const [label] = call.words;
    const [purpose, prefix] = [text('purpose'), text('prefix')];
    const added = await runOn(call, 'write', addClientKey, {
      ...(label === undefined ? {} : { label }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(until === undefined ? {} : { expiresAt: until }),
      ...(key === undefined ? {} : { key: key.value }),
    });
    if (!added.ok) return added;
    const { result, message } = added.value;
    const made = result.key.reveal();
    const known = {
      fingerprint: result.fingerprint,
      label: result.label ?? null,
      purpose: result.purpose ?? null,
      expiresAt: until === undefined ? null : new Date(until).toISOString(),
    };
    if (given) return success({ stderr: message, json: { ...known, mask: result.key.mask } });
    return success({
      once: true,
      stdout: made,
      stderr: `${message} The key is on stdout. To show it again, use cli-proxy keys reveal.`,
      json: { key: made, ...known },
    });
  },
};

export const keysImport: Command = {
  usage: 'FILE',
  about:
    'Adds the keys of a file: one per line as key[,label[,purpose]] or NAME=key, or a JSON list. Existing keys are skipped; invalid keys are rejected with a reason. - is stdin. Exits with 1 if a line was rejected.',
  words: [1, 1],
  examples: [
    ['cli-proxy keys import keys.csv', 'add all keys in one change of config.yaml'],
    ['cli-proxy keys import - --json < keys.csv', 'from stdin'],
  ],
  async run(call) {
    const [file = '-'] = call.words;
    const text = await call.services.readInput(file);
    if (!text.ok) return text;
    const imported = await runOn(call, 'write', importClientKeys, { text: text.value });
    if (!imported.ok) return imported;
    const { result, message } = imported.value;
    const refused = result.refused.map(({ line, reason }) => `line ${line}: ${reason}`);
    return success({
      stderr: [message, ...refused],
      json: { added: result.added, skipped: result.skipped, refused: result.refused },
      code: refused.length > 0 ? 1 : 0,
    });
  },
};
