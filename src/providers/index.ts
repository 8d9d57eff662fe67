import { amp } from './kinds/amp.ts';
import { antigravity } from './kinds/antigravity.ts';
import { claude } from './kinds/claude.ts';
import { cline } from './kinds/cline.ts';
import { cloro } from './kinds/cloro.ts';
import { codex } from './kinds/codex.ts';
import { gemini } from './kinds/gemini.ts';
import { iflow } from './kinds/iflow.ts';
import { interactions } from './kinds/interactions.ts';
import { kimi } from './kinds/kimi.ts';
import { openAiCompatibility } from './kinds/openai-compatibility.ts';
import { qwen } from './kinds/qwen.ts';
import { vertex } from './kinds/vertex.ts';
import { xai } from './kinds/xai.ts';
import type { Provider } from './provider.ts';

/** Every kind of upstream; the order has no meaning. */
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
