import { describe, expect, test } from 'vitest';
import { consoleAt } from '../helpers/console-at-old.ts';
import { fakeRecord, sessionWithUsage } from '../helpers/fake-usage.ts';

async function exporting(size = {}) {
  const world = sessionWithUsage();
  const console = consoleAt(world.session, size);
  console.press('5');
  await console.see('requests 1,204');
  const only = () => [...world.session.saved.values()].at(-1) ?? '';
  return { ...world, console, only };
}

describe('e', () => {
  test('saves the table as CSV, with labels and without keys', async () => {
    const { console, session, only, made } = await exporting();
    console.press('e');
    await console.see('Export what is shown');
    console.press('Enter');
    const screen = await console.see('Saved as');
    expect(screen).toContain('readable by you alone');
    expect([...session.saved.keys()][0]).toMatch(/^~\/usage-by-key-2026-\d\d-\d\d-\d\d-\d\d\.csv$/);
    const [head, first] = only().split('\r\n');
    expect(head).toMatch(/^key,label,requests,failed,/);
    expect(first).toMatch(new RegExp(`^${made.fingerprint},team-a,812,1,1400,5800,400,`));
    for (const { key } of session.store.snapshot().server?.clientKeys ?? [])
      expect(only()).not.toContain(key.reveal());
  });

  test('from the requests, saves those that are listed', async () => {
    const { console, only } = await exporting();
    console.type('/codex\r');
    await console.see('filter: codex');
    console.press('e');
    await console.see('the list 1 request.');
    console.press('Enter');
    await console.see('Saved as');
    const lines = only().trimEnd().split('\r\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^arrived,took_ms,first_byte_ms,client_key,label,/);
    // What nobody told is an empty field.
    expect(lines[1]).toMatch(/,429,yes,2,The provider’s limit is reached\.,,,,,,Cline,/);
  });

  test('in JSON, saves table and requests, and what is unknown as null', async () => {
    const { console, only } = await exporting();
    console.press('e');
    await console.see('Export what is shown');
    for (let press = 0; press < 3; press += 1) console.press('Backspace');
    console.type('json');
    console.press('Enter');
    await console.see('Saved as');
    const file = JSON.parse(only());
    expect(file).toMatchObject({ span: 'last hour', totals: { requests: 1204 } });
    expect(file.groups.key[0]).toMatchObject({ requests: 812, tokens: { reasoning: null } });
    expect(file.requests).toHaveLength(2);
    expect(file.requests[1]).toMatchObject({ label: 'ci', tokens: { input: null }, cost: null });
  });

  test('asks before it writes over a file, and no leaves it as it is', async () => {
    const { console, session, only } = await exporting();
    console.press('e');
    await console.see('Export what is shown');
    console.press('Enter');
    await console.see('Saved as');
    const [path = ''] = session.saved.keys();
    session.saved.set(path, 'mine');
    console.press('e');
    await console.see('Export what is shown');
    console.press('Enter');
    await console.see('Write over it?');
    console.press('n');
    await console.gone('Write over it?');
    expect(only()).toBe('mine');
    console.press('e');
    await console.see('Export what is shown');
    console.press('Enter');
    await console.see('Write over it?');
    console.press('y');
    await console.see('Saved as');
    expect(only()).toContain('key,label,requests');
  });

  test('takes no other ending, and says so in the form', async () => {
    const { console, session } = await exporting({ columns: 60, rows: 20 });
    console.press('e');
    await console.see('Export what is shown');
    console.press('Backspace', 'Enter');
    await console.see(/ends in\s+\.csv or \.json/);
    expect(session.saved.size).toBe(0);
  });
});

describe('the last use of a line', () => {
  test('moves with a request that was told since the figures were asked for', async () => {
    const { console, session, made } = await exporting();
    await console.see(/team-a \(new\) .* 12 s/);
    session.dispatch({
      type: 'usage',
      records: [fakeRecord('now', { clientKey: made.fingerprint, ago: 0, latencyMs: 1_000 })],
    });
    await console.see(/team-a \(new\) .* 1 s/);
    await console.pass(2_000);
    await console.see(/team-a \(new\) .* 3 s/);
  });
});
