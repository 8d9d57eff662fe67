import { noChat, quoted, type Snippet, trustLine } from './snippet.ts';
import type { SnippetTarget } from './target.ts';

export const javascript: Snippet = {
  id: 'javascript',
  title: 'JavaScript, OpenAI SDK',
  needs: 'npm install openai; a file that ends in .mjs',
  unfit: noChat,
  text: (target) =>
    [
      ...trustLine(target, '//', 'NODE_EXTRA_CA_CERTS'),
      "import OpenAI from 'openai';",
      '',
      `const client = new OpenAI({ baseURL: ${quoted(target.openAi ?? '')}, apiKey: ${keyInJavaScript(target)} });`,
      'const answer = await client.chat.completions.create({',
      `  model: ${quoted(target.model)},`,
      "  messages: [{ role: 'user', content: 'Say hello' }],",
      '});',
      'console.log(answer.choices[0].message.content);',
    ].join('\n'),
};

export const keyInJavaScript = ({ key, env }: SnippetTarget): string =>
  key === undefined ? `process.env.${env}` : quoted(key.reveal());
