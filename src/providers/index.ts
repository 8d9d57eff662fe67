import { amp } from './amp.ts';
import { antigravity } from './antigravity.ts';
import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { cloro } from './cloro.ts';
import { codex } from './codex.ts';
import { gemini } from './gemini.ts';
import { iflow } from './iflow.ts';
import { interactions } from './interactions.ts';
import { kimi } from './kimi.ts';
import { openAiCompatibility } from './openai-compatibility.ts';
import type { Provider } from './provider.ts';
import { qwen } from './qwen.ts';
import { vertex } from './vertex.ts';
import { xai } from './xai.ts';

/** Every kind of upstream; their order decides nothing. */
export const providers: readonly Provider[] = [
  gemini,
  claude,
  codex,
  xai,
  vertex,
  interactions,
  openAiCompatibility,
  cline,
  cloro,
  amp,
  antigravity,
  iflow,
  kimi,
  qwen,
];
