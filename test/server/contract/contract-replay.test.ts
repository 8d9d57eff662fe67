import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { compareAnswers } from './compare-answers.ts';
import { renewTable } from './compatibility-table.ts';
import { type Judgement, judge } from './judge.ts';
import { recordings, versions } from './recordings.ts';
import { replayRecordings } from './replay-recordings.ts';

let judgement: Judgement;
beforeAll(async () => {
  judgement = judge(await replayRecordings());
}, 120_000);

describe('every recorded exchange of the public servers', () => {
  test('was replayed', () => {
    const recorded = versions.flatMap((version) => recordings(version).flat());
    expect(judgement.judged.map(({ exchange }) => exchange)).toEqual(recorded);
    expect(recorded.length).toBeGreaterThan(1_000);
  });

  test('is answered the same, or differs for a reason of the table', () => {
    const open = judgement.judged.flatMap(({ route, exchange, unexplained }) =>
      unexplained.map((line) => `${route} (${exchange.version}/${exchange.file}: ${exchange.name}): ${line}`),
    );
    expect(open).toEqual([]);
  });

  test('leaves no reason of the table without a difference', () => {
    expect(judgement.idle).toEqual([]);
  });

  test('that this server does know is not called absent', () => {
    const paths = new Set(judgement.judged.filter(({ absent }) => absent).map(({ route }) => route));
    const own = ['api-keys', 'config', 'config.yaml', 'debug', 'ws-auth', 'routing/strategy', 'proxy-url'];
    for (const path of own)
      for (const method of ['GET', 'PUT'])
        expect(paths, path).not.toContain(`${method} /v0/management/${path}`);
  });

  test('stands in docs/compatibility.md as `npm run compatibility` writes it', () => {
    const document = readFileSync(new URL('../../../docs/compatibility.md', import.meta.url), 'utf8');
    expect(document).toBe(renewTable(document, judgement.judged));
  });
});

describe('the comparison', () => {
  const recorded = {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', date: 'then' },
    body: { list: [{ name: 'a' }], more: null, flag: true },
  };
  const compare = (body: unknown, headers: Record<string, string> = recorded.headers, status = 200) =>
    compareAnswers(recorded, { status, headers, text: JSON.stringify(body) });

  test('finds what is missing, added, of another type and of another value', () => {
    expect(compare(recorded.body)).toEqual([]);
    expect(compare({ list: [{ name: 'b' }], more: {}, extra: 1 })).toEqual([
      'body.flag: absent',
      'body.extra: added',
      'body.list[].name: other value',
      'body.more: object, recorded null',
    ]);
    expect(compare({ ...recorded.body, list: [] })).toEqual(['body.list: empty list']);
    expect(compare({ ...recorded.body, list: [{ name: 'a' }, {}] })).toEqual(['body.list: other length']);
  });

  test('says no more than the status when that is another', () => {
    expect(compare(undefined, {}, 404)).toEqual(['status 404, recorded 200']);
  });

  test('looks at the headers that were recorded, without those of the connection', () => {
    expect(compare(recorded.body, {})).toEqual(['header content-type: absent']);
    expect(compare(recorded.body, { 'content-type': 'text/plain' })).toEqual([
      'header content-type: other value',
    ]);
  });

  test('takes a config for the same when only layout and hash differ', () => {
    const yaml = { 'content-type': 'application/yaml; charset=utf-8' };
    const text = (content: string) => ({ status: 200, headers: yaml, text: content });
    const before = {
      status: 200,
      headers: yaml,
      body: 'port: 1\n# comment\nremote-management: {secret-key: a}\n',
    };
    expect(compareAnswers(before, text('remote-management:\n  secret-key: "b"\nport: 1'))).toEqual([]);
    expect(compareAnswers(before, text('port: 2'))).toEqual(['body: other config']);
    expect(compareAnswers({ ...before, body: 'port: [' }, text('port: ['))).toEqual([]);
    expect(compareAnswers({ ...before, body: 'port: [' }, text('port: 1'))).toEqual(['body: other config']);
  });

  test('gives no reason to what the table does not name', () => {
    const [first] = judgement.judged.filter(({ absent }) => !absent);
    if (!first) throw new Error('nothing was replayed');
    const { judged, idle } = judge(
      [{ ...first, differences: ['body.debug: other value'] }],
      [{ reason: 'another', where: [{ line: /^status/ }] }],
    );
    expect(judged[0]?.unexplained).toEqual(['body.debug: other value']);
    expect(idle).toEqual(['/^status/ of "another"']);
  });
});
