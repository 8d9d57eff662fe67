import { shellQuoted } from '../../base/text/shell-word.ts';
import { keyInShell, lacks, noChat, noResponses, quoted, type Snippet } from './snippet.ts';
import { words } from './words.ts';

/**
 * J5. Cline's own provider is named for a Cline key alone: `-p cline` sends the key to Cline's service, so
 * any other key is paired with the base URL that accepts it.
 */
export const cline: Snippet = {
  id: 'cline',
  title: 'Cline CLI',
  needs: () => 'npm install -g cline',
  unfit: noChat,
  text(target) {
    const { clineName, openAi, model } = target;
    const base = clineName !== undefined ? '' : ` -b ${shellQuoted(openAi ?? '')}`;
    return `cline auth -p ${clineName ?? 'openai'} -k ${keyInShell(target)} -m ${shellQuoted(model)}${base}`;
  },
};

export const claudeCode: Snippet = {
  id: 'claude-code',
  title: 'Claude Code',
  needs: () => words().needs.claude,
  unfit: (target) =>
    target.anthropic === undefined ? lacks(target, 'does not support the Anthropic Messages API') : undefined,
  text: (target) =>
    [
      `export ANTHROPIC_BASE_URL=${shellQuoted(target.anthropic ?? '')}`,
      `export ANTHROPIC_AUTH_TOKEN=${keyInShell(target)}`,
      `export ANTHROPIC_MODEL=${shellQuoted(target.model)}`,
      '# Otherwise it would be sent instead of the token.',
      'unset ANTHROPIC_API_KEY',
    ].join('\n'),
};

export const geminiCli: Snippet = {
  id: 'gemini-cli',
  title: 'Gemini CLI',
  needs: () => 'npm install -g @google/gemini-cli',
  unfit: (target) =>
    target.gemini === undefined ? lacks(target, 'does not support the Gemini API') : undefined,
  text: (target) =>
    [
      `export GOOGLE_GEMINI_BASE_URL=${shellQuoted(target.gemini ?? '')}`,
      `export GEMINI_API_KEY=${keyInShell(target)}`,
      `gemini -m ${shellQuoted(target.model)}`,
    ].join('\n'),
};

/** A provider for one start of Codex, which speaks the Responses API alone. */
export const codex: Snippet = {
  id: 'codex',
  title: 'Codex CLI',
  needs: () => 'npm install -g @openai/codex',
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
      `  -m ${shellQuoted(target.model)}`,
    ].join('\n');
  },
};
