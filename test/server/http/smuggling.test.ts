import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { alpha, runServer } from '../running-server.ts';

/** All that a server says to these bytes until it closes the connection. */
async function said(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return answer;
}

const head = (...lines: string[]) =>
  [
    'POST /v1/chat/completions HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${alpha}`,
    ...lines,
    '',
    '',
  ].join('\r\n');
/** What would be a request of its own for a server that ends the one before it too early. */
const hidden = 'GET /hidden HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

test.each([
  [
    'length and chunks',
    head(`Content-Length: ${hidden.length + 5}`, 'Transfer-Encoding: chunked') + `0\r\n\r\n${hidden}`,
  ],
  ['chunks and length', head('Transfer-Encoding: chunked', 'Content-Length: 5') + `0\r\n\r\n${hidden}`],
  ['two lengths', head('Content-Length: 0', `Content-Length: ${hidden.length}`) + hidden],
  ['a list of lengths', head(`Content-Length: 0, ${hidden.length}`) + hidden],
  ['a signed length', head('Content-Length: +0') + hidden],
  ['a length in hex', head('Content-Length: 0x10') + hidden],
  [
    'chunks that are not the last encoding',
    head('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${hidden}`,
  ],
  ['an encoding that nobody knows', head('Transfer-Encoding: xchunked') + `0\r\n\r\n${hidden}`],
  ['a blank before the colon', head('Transfer-Encoding : chunked') + `0\r\n\r\n${hidden}`],
  ['a folded header', head('X-A: 1\r\n Transfer-Encoding: chunked') + hidden],
  ['a bare CR', head('X-A: 1\rTransfer-Encoding: chunked') + hidden],
  ['a size of a chunk that is none', head('Transfer-Encoding: chunked') + `0x0\r\n\r\n${hidden}`],
  ['a NUL in a header', head('X-A: 1\0Transfer-Encoding: chunked') + hidden],
])('a request with %s gets one refusal, and what is hidden in it none', async (_, text) => {
  const { url, lines } = await runServer();
  const answer = await said(url, text);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  expect(lines.join('\n')).not.toContain('/hidden');
});
