import { WebSocket } from 'ws';

/** The HTTP answer to an upgrade that is refused. */
export function refused(url: string, headers: Record<string, string>, at = '/v0/management/events') {
  return new Promise<{ status: number; body: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const socket = new WebSocket(url.replace('http', 'ws') + at, { headers });
      socket.on('error', reject);
      socket.on('open', () => reject(new Error('it opened')));
      socket.on('unexpected-response', (_, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
        );
      });
    },
  );
}
