import { afterEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import { failure, success } from '../../src/contract/outcome.ts';
import { mapAmpClients, unmapAmpClients } from '../../src/operations/amp/map-amp-clients.ts';
import { setAmp } from '../../src/operations/amp/set-amp.ts';
import { showAmp } from '../../src/operations/amp/show-amp.ts';
import type { Done } from '../../src/operations/operation.ts';
import type { Subject } from '../backend/conformance.ts';
import { alpha, beta, gamma, got } from './fixture.ts';
import { type Bench, benchOn, diffOf, everyServer } from './provider-config.ts';

const [one, two, common] = [1, 2, 3].map((n) => `fake-amp-key-0000000000000000000000${n}`) as [
  string,
  string,
  string,
];
const gone = 'fake-client-key-gone-000000000000000001';
const text = `host: 127.0.0.1
port: 0
auth-dir: ./auth
remote-management:
  secret-key: "fake-management-secret-0001"
api-keys:
  - ${alpha}
  - ${beta}
  - ${gamma}
# bought by the web team
ampcode:
  upstream-url: https://amp.example.com # theirs
  upstream-api-keys:
    # the website
    - upstream-api-key: ${one}
      api-keys:
        - ${alpha} # shop
        - ${gone}
    - upstream-api-key: ${two}
      api-keys: [${beta}]
debug: false
`;

let subject: Subject;
let bench: Bench;
const open = async (make: (text: string) => Promise<Subject>, of = text) => {
  subject = await make(of);
  bench = benchOn(subject);
};
afterEach(() => subject.close());

const print = fingerprint;
const undo = async (done: Done<unknown>) =>
  got((await done.undo?.(bench.context)) ?? failure('failed', 'No undo.'));
const shown = async () => {
  const { view } = (await bench.run(showAmp, {})).result;
  return view.clients.map(({ upstream, why }) => `${upstream?.mask ?? ''} ${why}`);
};
const withAmp = everyServer.filter(({ server }) => !server.includes('v7'));

describe.each(withAmp)('Amp on $server', ({ make, exact }) => {
  test('a change that the server reports as another is undone', async () => {
    await open(make);
    const before = bench.text();
    const { load } = bench.backend;
    const without = async () => {
      const state = await load();
      const isChanged =
        state.ok && state.value.config.ampcode?.['upstream-url'] !== 'https://amp.example.com';
      return isChanged ? success({ ...state.value, config: { ...state.value.config, ampcode: {} } }) : state;
    };
    const context = { ...bench.context, backend: { ...bench.backend, load: without } };
    const url = 'https://amp.example.net';
    expect(await setAmp.run(context, { upstreamUrl: url })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/reports a different Amp block\. The change was undone\.$/),
    });
    expect(got(await load()).config.ampcode?.['upstream-url']).toBe('https://amp.example.com');
    if (exact) expect(bench.text()).toBe(before);
  });

  test('a client key gets another upstream key, and leaves the mapping it was in', async () => {
    await open(make);
    const before = bench.text();
    const done = await bench.run(mapAmpClients, {
      clients: [print(alpha), print(gamma)],
      upstream: print(two),
    });
    expect(done.message).toBe('Mapped 2 client keys to the Amp key fake…0002.');
    expect(await shown()).toEqual(['fake…0002 mapped', 'fake…0002 mapped', 'fake…0002 mapped']);
    if (exact) {
      expect(diffOf(before, bench.text())).toEqual({
        gone: [`        - ${alpha} # shop`, `      api-keys: [${beta}]`],
        come: [`      api-keys: [${beta}, ${alpha}, ${gamma}]`],
      });
    }
    await undo(done);
    expect((await shown()).slice(0, 2)).toEqual(['fake…0001 mapped', 'fake…0002 mapped']);
    if (exact) expect(bench.text()).toBe(before);
  });

  test('a new upstream key makes a mapping of its own, which goes with the undo after other changes too', async () => {
    await open(make);
    const done = await bench.run(mapAmpClients, { clients: [print(gamma)], upstream: new Secret(common) });
    expect((await shown())[2]).toBe('fake…0003 mapped');
    got(await bench.backend.editConfig([{ op: 'set', path: ['debug'], value: true }]));
    await undo(done);
    expect((await shown())[2]).not.toContain('0003');
    expect(got(await bench.backend.load()).config.ampcode?.['upstream-api-keys']).toHaveLength(2);
  });

  test('a client key that no server knows can be taken out, and a whole mapping with its key', async () => {
    await open(make);
    const before = bench.text();
    await bench.run(unmapAmpClients, { clients: [print(gone)] });
    const { view } = (await bench.run(showAmp, {})).result;
    expect(view.mappings[0]?.clients).toHaveLength(1);
    if (exact) expect(diffOf(before, bench.text())).toEqual({ gone: [`        - ${gone}`], come: [] });
    const done = await bench.run(unmapAmpClients, { upstream: print(one) });
    expect(done.message).toBe('Removed the mapping of fake…0001.');
    expect((await shown())[0]).not.toContain('mapped');
    await undo(done);
    const { ampcode } = got(await bench.backend.load()).config;
    expect(ampcode?.['upstream-api-keys']?.map((item) => item['upstream-api-key'])).toEqual([one, two]);
    const last = await bench.run(unmapAmpClients, { clients: [print(alpha)] });
    expect(last.message).toContain('Also removed its unused upstream key.');
    expect(got(await bench.backend.load()).config.ampcode?.['upstream-api-keys']).toHaveLength(1);
  });

  test('address and default key are set where they stand', async () => {
    await open(make);
    const before = bench.text();
    const done = await bench.run(setAmp, {
      upstreamUrl: 'https://new.example.com',
      defaultKey: new Secret(common),
    });
    expect(done.message).toBe(
      'Set the Amp URL to https://new.example.com. Set the default key to fake…0003.',
    );
    expect((await shown())[2]).toBe('fake…0003 default');
    if (exact) expect(bench.text()).toContain('  upstream-url: https://new.example.com # theirs\n');
    await undo(done);
    expect((await bench.run(showAmp, {})).result.view.defaultKey).toBeUndefined();
    if (exact) expect(bench.text()).toBe(before);
  });

  test('a password in the address is not shown', async () => {
    await open(make, text.replace('https://amp', 'https://me:fake-pass@amp'));
    const done = await bench.run(showAmp, {});
    expect(done.message).toBe('Amp is at https://…@amp.example.com.');
    const set = await bench.run(setAmp, { defaultKey: new Secret(common) });
    expect(JSON.stringify([done.result, set.result])).not.toContain('fake-pass');
    expect(got(await bench.backend.load()).config.ampcode?.['upstream-url']).toContain('me:fake-pass@');
  });

  test('what is wrong, gone, or so already is said and not done', async () => {
    await open(make);
    const before = bench.text();
    const clients = [print(alpha)];
    const refused = [
      await bench.fails(setAmp, { upstreamUrl: 'amp.example.com' }),
      await bench.fails(setAmp, { defaultKey: new Secret('two words') }),
      await bench.fails(mapAmpClients, { clients: [], upstream: print(one) }),
      await bench.fails(setAmp, { upstreamUrl: 'https://ampcode.comhttps://ampcode.com' }),
      await bench.fails(unmapAmpClients, {}),
      ...(bench.backend.kind === 'go-v6'
        ? []
        : [await bench.fails(mapAmpClients, { clients, upstream: print(one) })]),
    ];
    for (const one of refused) expect(one).toMatchObject({ ok: false, kind: 'invalid' });
    const missing = [
      await bench.fails(mapAmpClients, { clients: [print(gone)], upstream: print(one) }),
      await bench.fails(mapAmpClients, { clients, upstream: print(common) }),
      await bench.fails(unmapAmpClients, { clients: [print(gamma)] }),
    ];
    for (const one of missing) expect(one).toMatchObject({ ok: false, kind: 'conflict' });
    expect(bench.text()).toBe(before);
  });

  test('mappings that repeat an upstream key are not guessed at', async () => {
    await open(make, text.replace(two, one));
    const outcome = await bench.fails(unmapAmpClients, { clients: [print(beta)] });
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'invalid',
      message: expect.stringContaining('distinguished'),
    });
  });
});

test('a v7 server, which has no Amp, is not written to, and says what will be lost', async () => {
  await open(everyServer.find(({ server }) => server.includes('v7'))?.make ?? Promise.reject);
  const before = bench.text();
  const { absent } = (await bench.run(showAmp, {})).result;
  expect(absent).toContain('deletes with its next write. Save a copy of it now');
  for (const outcome of [
    await bench.fails(setAmp, { upstreamUrl: null }),
    await bench.fails(mapAmpClients, { clients: [print(alpha)], upstream: new Secret(common) }),
  ])
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unsupported',
      message: expect.stringContaining('ampcode'),
    });
  expect(bench.text()).toBe(before);
});
