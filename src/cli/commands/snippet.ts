import { success } from '../../contract/outcome.ts';
import { revealClientKey } from '../../operations/reveal-client-key.ts';
import { clientTarget, noModel, snippets } from '../../operations/snippets/index.ts';
import { type Command, usageFailure } from '../command.ts';
import { keyNamed, runOpened } from '../on-keys.ts';

const kinds = snippets.map(({ id }) => id).join(', ');

export const snippet: Command = {
  usage: 'KEY [--for python]',
  about: `Prints ready text for a client that uses this client key: ${kinds}. The key itself stays out of it, in the variable CLI_PROXY_API_KEY, unless you say --with-key.`,
  words: [1, 1],
  options: {
    for: { type: 'string', value: 'CLIENT', about: 'one of the above (curl)' },
    model: { type: 'string', value: 'NAME', about: 'instead of the first model of the config' },
    'with-key': { type: 'boolean', about: 'the key in full; leaves a line in the audit log' },
  },
  examples: [
    ['cli-proxy snippet team-a', 'a curl line'],
    ['cli-proxy snippet team-a --for python > hello.py', 'for the OpenAI SDK'],
    ['cli-proxy snippet ci --for env --with-key', 'a .env file with the key in it'],
  ],
  async run(call) {
    const kind = call.text('for') ?? 'curl';
    const found = snippets.find(({ id }) => id === kind);
    if (!found) return usageFailure(`--for takes ${kinds}, not "${kind}".`);
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
    const target = clientTarget(loaded.value.config, {
      url: URL.canParse(backend.place) ? backend.place : undefined,
      model: call.text('model'),
      key: revealed?.value.result,
      allowed: key.record?.limits?.models,
      translates: backend.capabilities.translation !== 'absent',
    });
    const unfit = found.unfit?.(target);
    if (unfit !== undefined) return { ok: false, kind: 'unsupported', message: unfit };
    const text = found.text(target);
    const { model, env } = target;
    const notes = [
      `Needs ${found.needs}.`,
      ...(text.includes(noModel) ? [`Put a model in for ${noModel}, or give --model.`] : []),
      ...(revealed ? ['The key stands in it in full.'] : [`The key comes from the variable ${env}.`]),
    ];
    return success({ stdout: text, stderr: notes.join(' '), json: { client: kind, text, model, env } });
  },
};
