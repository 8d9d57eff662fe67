import { claudeCode, cline, codex, geminiCli } from './agents.ts';
import { env } from './env.ts';
import { curl, go, javascript, javascriptFetch, python, pythonRequests, websocket } from './programs.ts';
import type { Snippet } from './snippet.ts';

export { keyPlace, lacksModel, type Snippet } from './snippet.ts';
export {
  clientTarget,
  noModel,
  noProviderTarget,
  providerKeyTarget,
  providerTarget,
  type SnippetTarget,
} from './target.ts';

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
  geminiCli,
];
