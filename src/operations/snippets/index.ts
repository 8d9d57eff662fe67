import { claudeCode } from './claude-code.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { curl } from './curl.ts';
import { env } from './env.ts';
import { go } from './go.ts';
import { javascript } from './javascript.ts';
import { javascriptFetch } from './javascript-fetch.ts';
import { python } from './python.ts';
import { pythonRequests } from './python-requests.ts';
import type { Snippet } from './snippet.ts';
import { websocket } from './websocket.ts';

export { noProviderTarget, providerKeyTarget } from './provider-key-target.ts';
export { keyPlace, lacksModel, type Snippet } from './snippet.ts';
export { clientTarget, noModel, providerTarget, type SnippetTarget } from './target.ts';

/** Every kind of client, in the order of the menu. */
export const snippets: readonly Snippet[] = [
  curl,
  python,
  pythonRequests,
  javascript,
  javascriptFetch,
  go,
  env,
  websocket,
  cline,
  claudeCode,
  codex,
];
