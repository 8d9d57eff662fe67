import { createServer, request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { CallbackPage } from '../../src/oauth/flow/callback-page.ts';
import { type Loopback, listenLoopback } from '../../src/oauth/flow/listen-loopback.ts';
import { freePort } from '../helpers/free-port.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(port: number, page: CallbackPage): Promise<Loopback & { readonly seen: string[] }> {
  const seen: string[] = [];
  const onRedirect = async (url: string) => {
    seen.push(url);
    return page;
  };
  const loopback = await listenLoopback({ port, path: '/callback', onRedirect });
  closing.push(loopback.close);
  return { ...loopback, seen };
}

const good: CallbackPage = { ok: true, title: 'Signed in', text: 'dev@example.com <is> ready.' };
const bad: CallbackPage = { ok: false, title: 'The login failed', text: 'The person said no.' };

function get(host: string, port: number, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const asked = request(
        { host, port, path, headers: { host: `localhost:${port}`, ...headers } },
        (answer) => {
          let body = '';
          answer.on('data', (chunk) => {
            body += chunk;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
        },
      );
      asked.on('error', reject);
      asked.end();
    },
  );
}

describe('the callback on this machine', () => {
  test('is found under both addresses that localhost can be', async () => {
    const port = await freePort();
    const loopback = await listen(port, good);
    expect(loopback.hosts).toEqual(['127.0.0.1', '::1']);
    expect(loopback.notice).toBeUndefined();
    for (const host of loopback.hosts) {
      const page = await get(host, port, '/callback?code=fake-code&state=abc');
      expect(page.status).toBe(200);
    }
    const address = `http://localhost:${port}/callback?code=fake-code&state=abc`;
    expect(loopback.seen).toEqual([address, address]);
  });

  test('shows how it went, without a script and without what stood in the address', async () => {
    const port = await freePort();
    const first = await listen(port, good);
    const page = await get('127.0.0.1', port, '/callback?code=fake-code&state=fake-state');
    expect(page.body).toContain('dev@example.com &lt;is&gt; ready.');
    await first.close();
    await listen(port, bad);
    const failed = await get('127.0.0.1', port, '/callback?error=access_denied&state=fake-state');
    expect(failed).toMatchObject({ status: 400, body: expect.stringContaining('The person said no.') });
    for (const { body, headers } of [page, failed]) {
      expect(body).not.toMatch(/<script|\son\w+=|fake-code|fake-state/);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      });
    }
  });

  test('answers nobody else: other paths, other methods, names of other machines', async () => {
    const port = await freePort();
    const { seen } = await listen(port, good);
    expect(await get('127.0.0.1', port, '/favicon.ico')).toMatchObject({ status: 404 });
    const foreign = { host: `evil.example.com:${port}` };
    expect(await get('127.0.0.1', port, '/callback?code=x&state=y', foreign)).toMatchObject({ status: 403 });
    expect((await fetch(`http://127.0.0.1:${port}/callback?code=x&state=y`, { method: 'POST' })).status).toBe(
      404,
    );
    expect(seen).toEqual([]);
  });

  test('says that a port is taken, and listens on what is left', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => other.close(resolve)));
    const loopback = await listen(port, good);
    expect(loopback.hosts).toEqual(['::1']);
    expect(loopback.notice).toBe(
      `Port ${port} of this machine is in use (another program has it), so the browser cannot reach this login. Paste the address from the browser here.`,
    );
  });

  test('leaves its ports free', async () => {
    const port = await freePort();
    const first = await listen(port, good);
    await first.close();
    expect((await listen(port, good)).hosts).toEqual(['127.0.0.1', '::1']);
  });
});
