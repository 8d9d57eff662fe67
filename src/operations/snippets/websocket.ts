import { keyInJavaScript } from './javascript.ts';
import { noResponses, quoted, type Snippet, trustLine } from './snippet.ts';

/** The Responses API on a WebSocket (G1). */
export const websocket: Snippet = {
  id: 'websocket',
  title: 'WebSocket, Responses',
  needs: 'npm install ws; a file that ends in .mjs',
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
      `  socket.send(JSON.stringify({ type: 'response.create', model: ${quoted(target.responsesModel ?? target.model)}, input: 'Say hello' }));`,
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
