import { keyInShell, noChat, type Snippet, shellQuoted } from './snippet.ts';

/** The variables that OpenAI's SDKs and most tools read; a shell and docker compose fill the key in. */
export const env: Snippet = {
  id: 'env',
  title: '.env',
  needs: 'mode 0600, and out of version control',
  unfit: noChat,
  text: (target) =>
    [
      `OPENAI_BASE_URL=${shellQuoted(target.openAi ?? '')}`,
      `OPENAI_API_KEY=${keyInShell(target)}`,
      `OPENAI_MODEL=${shellQuoted(target.model)}`,
    ].join('\n'),
};
