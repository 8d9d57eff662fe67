import { keyInShell, noResponses, quoted, type Snippet, shellQuoted } from './snippet.ts';

/** A provider for one start of Codex, which speaks the Responses API alone. */
export const codex: Snippet = {
  id: 'codex',
  title: 'Codex CLI',
  needs: 'npm install -g @openai/codex',
  unfit: noResponses,
  text(target) {
    const provider = [
      'name="CLI Proxy API"',
      `base_url=${quoted(target.openAi ?? '')}`,
      `env_key=${quoted(target.env)}`,
      'wire_api="responses"',
    ].join(', ');
    return [
      ...(target.key === undefined ? [] : [`export ${target.env}=${keyInShell(target)}`]),
      'codex -c model_provider=cli-proxy \\',
      `  -c ${shellQuoted(`model_providers.cli-proxy={${provider}}`)} \\`,
      `  -m ${shellQuoted(target.responsesModel ?? target.model)}`,
    ].join('\n');
  },
};
