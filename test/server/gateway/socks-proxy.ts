import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SocksProxy {
  readonly url: string;
  /** Host and port of each way that was asked for, as it was asked. */
  readonly asked: string[];
}

/** A SOCKS5 proxy (RFC 1928) on a free port of loopback. @param wants name and password @param way opens none when false */
export async function socksProxy(wants?: string, way = true): Promise<SocksProxy> {
  const asked: string[] = [];
  const ends = new Set<Socket>();
  const server = createServer((socket) => {
    ends.add(socket.on('error', () => {}));
    void serve(socket);
  });

  async function serve(socket: Socket): Promise<void> {
    const methods = await next(socket);
    const method = wants === undefined ? 0 : 2;
    socket.write(Buffer.from([5, methods.subarray(2).includes(method) ? method : 255]));
    if (wants !== undefined) {
      const told = await next(socket);
      const name = told.toString('utf8', 2, 2 + (told[1] ?? 0));
      const good = `${name}:${told.toString('utf8', 3 + name.length)}` === wants;
      socket.write(Buffer.from([1, good ? 0 : 1]));
      if (!good) return;
    }
    const call = await next(socket);
    const name = call[3] === 3;
    const host = name
      ? call.toString('utf8', 5, 5 + (call[4] ?? 0))
      : [...call.subarray(4, 8)].map(String).join('.');
    const port = call.readUInt16BE(call.length - 2);
    asked.push(`${host}:${port}`);
    const answer = (code: number) => socket.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
    if (!way) return void answer(5);
    const to = connect(port, name ? '127.0.0.1' : host, () => {
      answer(0);
      to.pipe(socket).pipe(to);
    });
    ends.add(to.on('error', () => {}));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const end of ends) end.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Each message of the handshake comes in one piece on loopback. */
const next = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve) => {
    socket.once('data', (data: Buffer) => {
      socket.pause();
      resolve(data);
      setImmediate(() => socket.resume());
    });
  });
