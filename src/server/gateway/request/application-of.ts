/** Programs that call themselves otherwise in their User-Agent than people call them; in lower case. */
const names = new Map([
  ['claude-cli', 'Claude Code'],
  ['claude-code', 'Claude Code'],
  ['codex_cli_rs', 'Codex CLI'],
  ['codex-cli', 'Codex CLI'],
  ['codex-tui', 'Codex CLI'],
  ['codex_exec', 'Codex CLI'],
  ['codex_vscode', 'Codex for VS Code'],
  ['geminicli', 'Gemini CLI'],
  ['gemini-cli', 'Gemini CLI'],
  ['qwencode', 'Qwen Code'],
  ['roocode', 'Roo Code'],
  ['kilo-code', 'Kilo Code'],
  ['openai', 'OpenAI SDK'],
  ['asyncopenai', 'OpenAI SDK'],
  ['azureopenai', 'OpenAI SDK'],
  ['asyncazureopenai', 'OpenAI SDK'],
  ['anthropic', 'Anthropic SDK'],
  ['asyncanthropic', 'Anthropic SDK'],
  ['google-genai-sdk', 'Google GenAI SDK'],
  ['mozilla', 'a browser'],
]);

const longestName = 60;

/** The program behind a User-Agent: the first product that it names (RFC 9110, 10.1.5); undefined: it names none. */
export function applicationOf(userAgent: string | undefined): string | undefined {
  const product = /^[^\s/()<>@,;:"[\]?={}]+/.exec(userAgent ?? '')?.[0];
  return product === undefined
    ? undefined
    : (names.get(product.toLowerCase()) ?? product.slice(0, longestName));
}
