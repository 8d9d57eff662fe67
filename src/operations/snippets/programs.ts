import { shellQuoted } from '../../base/text/shell-word.ts';
import { headerInShell, noChat, noResponses, quoted, type Snippet, trustLine } from './snippet.ts';
import type { SnippetTarget } from './target.ts';
import { words } from './words.ts';

export const curl: Snippet = {
  id: 'curl',
  title: 'curl',
  needs: () => words().needs.shell,
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      `curl ${shellQuoted(url)} \\`,
      ...(target.ca === undefined ? [] : [`  --cacert ${shellQuoted(target.ca)} \\`]),
      `  -H ${headerInShell(target, `${header}: ${before}`)} \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d ${shellQuoted(JSON.stringify(body))}`,
    ].join('\n');
  },
};

export const python: Snippet = {
  id: 'python',
  title: 'Python, OpenAI SDK',
  needs: () => 'pip install openai',
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

const keyInPython = ({ key, env }: SnippetTarget): string =>
  key === undefined ? `os.environ[${quoted(env)}]` : quoted(key.reveal());

export const pythonRequests: Snippet = {
  id: 'python-requests',
  title: 'Python, requests',
  needs: () => 'pip install requests',
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      ...trustLine(target, '#', 'REQUESTS_CA_BUNDLE'),
      ...(target.key === undefined ? ['import os'] : []),
      'import requests',
      '',
      'answer = requests.post(',
      `    ${quoted(url)},`,
      `    headers={${quoted(header)}: ${quoted(before)} + ${keyInPython(target)}},`,
      `    json=${JSON.stringify(body)},`,
      '    timeout=60,',
      ')',
      'answer.raise_for_status()',
      'print(answer.json())',
    ].join('\n');
  },
};

export const javascript: Snippet = {
  id: 'javascript',
  title: 'JavaScript, OpenAI SDK',
  needs: () => words().needs.openai,
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

const keyInJavaScript = ({ key, env }: SnippetTarget): string =>
  key === undefined ? `process.env.${env}` : quoted(key.reveal());

export const javascriptFetch: Snippet = {
  id: 'javascript-fetch',
  title: 'JavaScript, fetch',
  needs: () => words().needs.node,
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      ...trustLine(target, '//', 'NODE_EXTRA_CA_CERTS'),
      `const answer = await fetch(${quoted(url)}, {`,
      "  method: 'POST',",
      '  headers: {',
      `    ${quoted(header)}: ${quoted(before)} + ${keyInJavaScript(target)},`,
      "    'Content-Type': 'application/json',",
      '  },',
      `  body: JSON.stringify(${JSON.stringify(body)}),`,
      '});',
      'const text = await answer.text();',
      "if (!answer.ok) throw new Error(answer.status + ' ' + text);",
      'console.log(text);',
    ].join('\n');
  },
};

export const go: Snippet = {
  id: 'go',
  title: 'Go, net/http',
  needs: () => 'go run main.go',
  text(target) {
    const { url, header, before, body } = target.request;
    const { key, env } = target;
    const value = key === undefined ? `os.Getenv(${quoted(env)})` : quoted(key.reveal());
    return [
      ...trustLine(target, '//', 'SSL_CERT_FILE'),
      'package main',
      '',
      'import (',
      '\t"fmt"',
      '\t"io"',
      '\t"log"',
      '\t"net/http"',
      ...(key === undefined ? ['\t"os"'] : []),
      '\t"strings"',
      ')',
      '',
      'func main() {',
      `\tbody := strings.NewReader(${quoted(JSON.stringify(body))})`,
      `\trequest, err := http.NewRequest("POST", ${quoted(url)}, body)`,
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      `\trequest.Header.Set(${quoted(header)}, ${quoted(before)}+${value})`,
      '\trequest.Header.Set("Content-Type", "application/json")',
      '\tanswer, err := http.DefaultClient.Do(request)',
      '\tif err != nil {',
      '\t\tlog.Fatal(err)',
      '\t}',
      '\tdefer answer.Body.Close()',
      '\ttext, _ := io.ReadAll(answer.Body)',
      '\tif answer.StatusCode != http.StatusOK {',
      '\t\tlog.Fatalf("%s: %s", answer.Status, text)',
      '\t}',
      '\tfmt.Println(string(text))',
      '}',
    ].join('\n');
  },
};

/** The Responses API on a WebSocket (G1). */
export const websocket: Snippet = {
  id: 'websocket',
  title: 'WebSocket, Responses',
  needs: () => words().needs.ws,
  unfit: noResponses,
  text: (target) =>
    [
      ...trustLine(target, '//', 'NODE_EXTRA_CA_CERTS'),
      "import WebSocket from 'ws';",
      '',
      `const socket = new WebSocket(${quoted(`${(target.openAi ?? '').replace(/^http/, 'ws')}/responses`)}, {`,
      `  headers: { Authorization: 'Bearer ' + ${keyInJavaScript(target)} },`,
      '});',
      "socket.on('open', () => {",
      `  socket.send(JSON.stringify({ type: 'response.create', model: ${quoted(target.model)}, input: 'Say hello' }));`,
      '});',
      "socket.on('message', (data) => {",
      '  const event = JSON.parse(data);',
      "  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);",
      "  if (event.type === 'error') console.error(event);",
      "  if (event.type === 'response.completed' || event.type === 'error') socket.close();",
      '});',
      "socket.on('error', (error) => console.error(error.message));",
    ].join('\n'),
};
