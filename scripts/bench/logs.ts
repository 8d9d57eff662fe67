import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { localPassword, openWorkspace } from '../../test/helpers/workspace.ts';
import { type Figure, single, timing } from './figures.ts';
import { open } from './measure.ts';
import { residentMemory } from './process-figures.ts';

const fileBytes = 50 * 1024 * 1024;
const linesPerSecond = 1_000;
const gapMs = 100;
const typed = 'status:2xx key:team-1';

/** A log of 50 MB on disk that gets 1,000 lines a second, followed while a filter is typed. */
export async function measureLogs(times: number): Promise<Figure[]> {
  const place = await openWorkspace({ keys: 25 });
  const folder = join(place.authDir, 'logs');
  const file = join(folder, 'main.log');
  await mkdir(folder, { recursive: true });
  const many = Array.from({ length: 10_000 }, (_, nth) => lineOf(nth)).join('');
  await writeFile(file, many.repeat(Math.ceil(fileBytes / many.length)));
  const console = open({
    cols: 80,
    rows: 24,
    args: ['tui', '--config', place.configPath, '--disk'],
    cwd: place.home,
    env: { ...place.env, CLI_PROXY_PASSWORD: localPassword },
    patience: 30_000,
  });
  let stopped = false;
  const writing = (async () => {
    for (let nth = 0; !stopped; nth += 1) {
      const lines = Array.from({ length: (linesPerSecond * gapMs) / 1_000 }, (_, own) => lineOf(nth + own));
      await appendFile(file, lines.join(''));
      await pause(gapMs);
    }
  })();
  try {
    const { terminal } = console;
    await terminal.waitFor('disk');
    terminal.press('7');
    await terminal.waitFor('following');
    // Until as many lines are kept as ever.
    await pause(20_000);
    terminal.press('/');
    const took: number[] = [];
    for (let round = 0; took.length < times; round += 1) {
      const away = round % 2 === 1;
      for (let length = 1; length <= typed.length && took.length < times; length += 1) {
        await pause(50);
        const expected = typed.slice(0, away ? typed.length - length : length);
        const pressed = performance.now();
        terminal.press(away ? 'Backspace' : expected.slice(-1));
        await terminal.waitFor((screen) => screen.includes(`/ ${expected}▏`), 'the filter was drawn');
        took.push(console.lastOutputAt() - pressed);
      }
    }
    const memory = await residentMemory(terminal.pid);
    return [
      timing('key press → paint in the filter of a log of 50 MB, 1,000 lines/s', took, 'p95 33 ms'),
      single('memory of that console', `${(memory ?? Number.NaN).toFixed(0)} MiB`, '128 MiB'),
    ];
  } finally {
    stopped = true;
    await writing;
    await console.terminal.dispose();
    await place.dispose();
  }
}

const lineOf = (nth: number): string =>
  `${JSON.stringify({
    level: nth % 50 === 0 ? 'warn' : 'info',
    time: new Date().toISOString(),
    ...{ method: 'POST', path: '/v1/messages', status: nth % 50 === 0 ? 429 : 200, ms: nth % 4_000 },
    ...{ address: '127.0.0.1', request: `run-${nth}`, key: `team-${nth % 20}`, provider: 'claude' },
    ...{ account: 'dev@example.com', model: 'claude-sonnet-4-5', msg: 'POST /v1/messages 200 12ms' },
  })}\n`;
