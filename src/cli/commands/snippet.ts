import { didYouMean } from '../../base/text/did-you-mean.ts';
import { success } from '../../contract/outcome.ts';
import { revealClientKey } from '../../operations/client-keys/list-client-keys.ts';
import {
  clientTarget,
  keyPlace,
  lacksModel,
  noModel,
  noProviderTarget,
  providerKeyTarget,
  type Snippet,
  type SnippetTarget,
  snippets,
} from '../../operations/snippets/index.ts';
import type { Call, Command } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import { keyNamed } from './client-keys/on-keys.ts';
import { rowNamed } from './provider-keys/on-provider-keys.ts';
import { runOpened } from './run.ts';

const choices = snippets.map(({ id }) => id);
const kinds = choices.join(', ');

export const snippet: Command = {
  usage: '[KEY] [--provider ID] [--for python]',
  about: `Prints a client configuration for a client key, or for a provider key used directly: ${kinds}. It reads the key from a variable such as CLI_PROXY_API_KEY, unless you pass --with-key for a client key.`,
  words: [0, 1],
  options: {
    for: { type: 'string', value: 'CLIENT', choices, about: 'one of the above (default curl)' },
    provider: { type: 'string', value: 'ID', about: 'use a provider key: name, prefix, mask or fingerprint' },
    model: { type: 'string', value: 'NAME', about: 'model to use (default: the first of the config)' },
    'with-key': { type: 'boolean', about: 'include the full key; writes an audit log entry' },
  },
  examples: [
    ['cli-proxy snippet team-a', 'a curl command'],
    ['cli-proxy snippet team-a --for python > hello.py', 'for the OpenAI SDK'],
    ['cli-proxy snippet --provider openrouter --for env', 'directly to the provider'],
    ['cli-proxy snippet ci --for env --with-key', 'a .env file that contains the key'],
  ],
  async run(call) {
    const kind = call.text('for') ?? 'curl';
    const found = snippets.find(({ id }) => id === kind);
    if (!found)
      return usageFailure(`--for must be one of ${kinds}, not "${kind}".${didYouMean(kind, choices)}`);
    const provider = call.text('provider');
    if ((provider === undefined) === (call.words.length === 0)) {
      return usageFailure('Give either a client key, or a provider key with --provider.');
    }
    if (provider !== undefined && call.flag('with-key')) {
      return usageFailure('--with-key is only for client keys.');
    }
    const target = provider === undefined ? await ofClientKey(call) : await ofProviderKey(call, provider);
    return target.ok ? printed(found, target.value) : target;
  },
};

function printed(found: Snippet, target: SnippetTarget): CommandOutcome {
  const unfit = found.unfit?.(target);
  if (unfit !== undefined) return { ok: false, kind: 'unsupported', message: unfit };
  const text = found.text(target);
  const { model, env, key } = target;
  const notes = [
    `Needs ${found.needs()}.`,
    ...(lacksModel(text) ? [`Replace ${noModel} with a model, or use --model.`] : []),
    ...(key ? ['It contains the full key.'] : [keyPlace(found, target)]),
  ];
  return success({ stdout: text, stderr: notes.join(' '), json: { client: found.id, text, model, env } });
}

async function ofClientKey(call: Call): Promise<CommandOutcome<SnippetTarget>> {
  const named = await keyNamed(call, 'read');
  if (!named.ok) return named;
  const { opened, key } = named.value;
  const { backend } = opened;
  const loaded = await backend.load();
  if (!loaded.ok) return loaded;
  const revealed = call.flag('with-key')
    ? await runOpened(opened, revealClientKey, { fingerprint: key.fingerprint })
    : undefined;
  if (revealed && !revealed.ok) return revealed;
  return success(
    clientTarget(loaded.value.config, {
      url: URL.canParse(backend.place) ? backend.place : undefined,
      model: call.text('model'),
      key: revealed?.value.result,
      allowed: key.record?.limits?.models,
    }),
  );
}

async function ofProviderKey(call: Call, id: string): Promise<CommandOutcome<SnippetTarget>> {
  const named = await rowNamed({ ...call, words: [id] }, 'read', 'entry');
  if (!named.ok) return named;
  const { opened, row } = named.value;
  const loaded = await opened.backend.load();
  if (!loaded.ok) return loaded;
  const target = providerKeyTarget(loaded.value.config, row, call.text('model'));
  return target
    ? success(target)
    : { ok: false, kind: 'unsupported', message: noProviderTarget(opened.backend.capabilities, row) };
}
