import { noChat, quoted, type Snippet, trustLine } from './snippet.ts';
import type { SnippetTarget } from './target.ts';

export const python: Snippet = {
  id: 'python',
  title: 'Python, OpenAI SDK',
  needs: 'pip install openai',
  unfit: noChat,
  text: (target) =>
    [
      ...trustLine(target, '#', 'SSL_CERT_FILE'),
      ...(target.key === undefined ? ['import os'] : []),
      'from openai import OpenAI',
      '',
      `client = OpenAI(base_url=${quoted(target.openAi ?? '')}, api_key=${keyInPython(target)})`,
      'answer = client.chat.completions.create(',
      `    model=${quoted(target.model)},`,
      '    messages=[{"role": "user", "content": "Say hello"}],',
      ')',
      'print(answer.choices[0].message.content)',
    ].join('\n'),
};

export const keyInPython = ({ key, env }: SnippetTarget): string =>
  key === undefined ? `os.environ[${quoted(env)}]` : quoted(key.reveal());
