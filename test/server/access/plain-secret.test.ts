import { describe, expect, test } from 'vitest';
import { hashSecret } from '../../../src/base/secrets/bcrypt.ts';
import { managementSecret, runServer, withManagement } from '../running-server.ts';

const path = '/v0/management/debug';

describe('a plain secret in config.yaml (B1)', () => {
  test('is replaced by a hash that the Go server reads, before the first request', async () => {
    const { backend, manage } = await runServer({
      config: await withManagement({ 'secret-key': managementSecret }),
    });
    expect(backend.config['remote-management']?.['secret-key']).toMatch(/^\$2a\$10\$.{53}$/);
    expect((await manage('/debug')).status).toBe(200);
  });

  test('is replaced as well when an edit of the file brings it, and the old one is refused', async () => {
    const { url, backend, manage } = await runServer();
    expect((await manage('/debug')).status).toBe(200);
    backend.outside(await withManagement({ 'secret-key': 'fake-management-secret-0002' }));
    await expect.poll(() => backend.config['remote-management']?.['secret-key']).toMatch(/^\$2a\$10\$/);
    expect((await manage('/debug')).status).toBe(401);
    const headers = { authorization: 'Bearer fake-management-secret-0002' };
    expect((await fetch(url + path, { headers })).status).toBe(200);
  });

  test('stays in force in plain, with a word in the log, when it is too long for bcrypt', async () => {
    const long = 'x'.repeat(80);
    const { url, lines } = await runServer({ config: await withManagement({ 'secret-key': long }) });
    expect((await fetch(url + path, { headers: { authorization: long } })).status).toBe(200);
    expect((await fetch(url + path, { headers: { authorization: long.slice(0, 72) } })).status).toBe(401);
    expect(lines.join('\n')).toContain('at most 72 bytes');
    expect(lines.join('\n')).not.toContain(long);
  });

  test('a changed hash makes the server forget the secret it had verified', async () => {
    const { backend, manage } = await runServer();
    expect((await manage('/debug')).status).toBe(200);
    backend.outside(await withManagement({ 'secret-key': await hashSecret('fake-management-secret-0003') }));
    await expect.poll(async () => (await manage('/debug')).status).toBe(401);
  });
});
