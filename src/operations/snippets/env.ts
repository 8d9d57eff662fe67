import { noChat, type Snippet } from './snippet.ts';
import type { SnippetTarget } from './target.ts';
import { words } from './words.ts';

const placeholder = 'your_api_key_here';

/**
 * A file of literal values: its readers (dotenv in any language, `node --env-file`, docker) expand no
 * variables. The key is set under the name that our own commands and docs use, and under the one that
 * OpenAI's SDKs look for.
 */
export const env: Snippet = {
  id: 'env',
  title: '.env',
  needs: () => words().needs.env,
  placeholder,
  unfit: (target) => (target.ownVariable ? undefined : noChat(target)),
  text(target) {
    const key = target.key?.reveal() ?? placeholder;
    return [
      '# Add .env to .gitignore: anyone with this file has the key.',
      ...Object.entries(variables(target, key)).map(([name, value]) => `${name}=${literal(value)}`),
    ].join('\n');
  },
};

function variables(
  { env: name, ownVariable, openAi, model }: SnippetTarget,
  key: string,
): Record<string, string> {
  if (ownVariable) return { [name]: key };
  return { [name]: key, OPENAI_API_KEY: key, OPENAI_BASE_URL: openAi ?? '', OPENAI_MODEL: model };
}

/** Bare where it may be, as some readers keep quotes as part of the value. */
function literal(value: string): string {
  if (/^[\w.,:/@%+=~-]+$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((mark) => !value.includes(mark)) ?? "'";
  return quote + value + quote;
}
