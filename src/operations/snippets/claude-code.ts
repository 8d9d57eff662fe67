import { keyInShell, lacks, type Snippet, shellQuoted } from './snippet.ts';

export const claudeCode: Snippet = {
  id: 'claude-code',
  title: 'Claude Code',
  needs: 'in the shell that starts claude',
  unfit: (target) =>
    target.anthropic === undefined ? lacks(target, 'supports the Anthropic Messages API') : undefined,
  text: (target) =>
    [
      `export ANTHROPIC_BASE_URL=${shellQuoted(target.anthropic ?? '')}`,
      `export ANTHROPIC_AUTH_TOKEN=${keyInShell(target)}`,
      `export ANTHROPIC_MODEL=${shellQuoted(target.messagesModel ?? target.model)}`,
      '# It would be sent instead of the token.',
      'unset ANTHROPIC_API_KEY',
    ].join('\n'),
};
