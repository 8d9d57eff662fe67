import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

export interface TunnelProxy {
  readonly url: string;
  /** Host and port of each tunnel that was asked for. */
  readonly asked: string[];
  readonly headers: IncomingHttpHeaders[];
}

/** A proxy on a free port of loopback that tunnels, and remembers where to. */
export async function tunnelProxy(): Promise<TunnelProxy> {
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const ends = new Set<Duplex>();
  const server = createServer();
  server.on('connect', (request, socket, head) => {
    asked.push(request.url ?? '');
    headers.push(request.headers);
    const [host = '', port] = (request.url ?? '').split(':');
    const to = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      to.write(head);
      to.pipe(socket).pipe(to);
    });
    for (const end of [to, socket]) ends.add(end.on('error', () => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const end of ends) end.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, headers };
}
