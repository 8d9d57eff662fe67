/** Where a translated exchange is on purpose another one than the recorded public server's. */
export interface Difference {
  /** Client and provider, as in `chat-messages`. */
  readonly pairs?: RegExp;
  readonly cases?: RegExp;
  /** `request`, `answer` or `stream`, and the member of the neutral form. */
  readonly where: RegExp;
  readonly why: string;
}

export const differences: readonly Difference[] = [
  {
    where: /^request \.stream$/,
    why: 'The public server asks Messages and Responses for streams only, and joins them.',
  },
  { where: /^request \.user$/, why: "The public server drops the client's user, or makes one of a hash." },
  {
    where: /^request \.(temperature|topP|topK|seed|presencePenalty|frequencyPenalty|stop|maxTokens)$/,
    why: 'The public server drops sampling settings and limits that the provider has; top_k is not sent to OpenAI, which has none.',
  },
  { where: /^request \.verbosity$/, why: 'The public server drops the verbosity.' },
  { where: /^request \.webSearch$/, why: 'The public server loses the web search of the protocol.' },
  { where: /^request \.format/, why: 'The public server loses structured output, or parts of it.' },
  {
    where: /^request \.(parallelCalls|toolChoice.*)$/,
    why: 'The public server loses the choice of tools, or makes one up.',
  },
  { where: /^request \.tools\.\d+\.strict$/, why: 'The public server loses "strict".' },
  {
    where: /^request \.tools\.\d+\.schema/,
    why: 'The public server rewrites schemas (Gemini, Messages) and leaves types in capitals (Chat); here they stay JSON Schema.',
  },
  {
    where: /^request \.tools\.\d+(\.name|\.description)?$/,
    cases: /tool-choice-(named|allowed)|custom-tool|codex-cli|local-shell|web-search|builtin/,
    why: 'Allowed tools are sent alone, custom tools and the local shell as functions; tools that nobody runs are left out.',
  },
  {
    where: /^request \.reasoning/,
    why: 'The public server adds an effort, or shows thoughts that nobody asked for; levels keep their name here.',
  },
  {
    where: /^request \.messages\..*\.id$/,
    why: 'Ids of calls are kept as the client has them, or made from the name.',
  },
  {
    where: /^(answer|stream) \.parts\.\d+\.id$/,
    why: 'Ids of calls are made anew where the provider gives none.',
  },
  {
    where: /^(answer|stream) \.usage/,
    why: 'The public server loses or guesses counts; thinking is a part of the output.',
  },
  {
    where: /^(answer|stream) \.stop$/,
    why: 'The public server reports filters, limits, refusals and calls as an ordinary end.',
  },
  { where: /^(answer|stream) \.parts\.\d+\.citations/, why: 'The public server loses citations.' },
  {
    where: /^(answer|stream) \.parts\.\d+\.(signature.*|type|text)$/,
    cases: /think|redacted|agent|reasoning-field/,
    why: 'A signature goes to the client marked with whose it is; redacted thinking has no place elsewhere; thinking comes first.',
  },
  {
    where: /^(answer|stream) \.parts\.\d+(\..*)?$/,
    cases: /custom-tool|refusal|redacted|reasoning-field|think-text|web-search|tool2/,
    why: 'Custom calls stay custom, refusals, thinking and every one of several calls are kept, tools of the server left out.',
  },
  {
    where: /^stream error$/,
    why: 'The public server swallows errors of Gemini; what is cut short is said by the gateway.',
  },
  {
    where: /^request \.messages/,
    cases: /file-pdf|image|audio/,
    why: 'Images and files are kept, with their details, where the public server drops or splits them.',
  },
  {
    where: /^request \.messages/,
    cases: /thinking-history|reasoning-history/,
    why: 'Thinking goes back to the provider that signed it, known by the mark of its signature, and nowhere else.',
  },
  {
    where: /^request \.messages/,
    cases: /tool-result|opencode|gemini-cli|codex-cli/,
    why: 'Results are not wrapped, encoded twice or torn from the text behind them, and errors are marked.',
  },
  {
    where: /^request \.messages/,
    cases: /system|developer|agent\/|string-input|no-role|multi-turn|content-parts/,
    why: 'System prompts, roles, parts and whole messages are kept that the public server loses, splits or joins.',
  },
  {
    where: /^request \.messages/,
    cases: /assistant-prefill|local-shell-history/,
    why: 'The last message of the assistant and calls of the local shell are kept.',
  },
];
