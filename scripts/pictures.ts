import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askWithKey } from '../test/helpers/ask-server.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { isSelected } from '../test/helpers/read-screen.ts';
import { openTerminal, type Terminal } from '../test/helpers/terminal.ts';
import {
  localPassword,
  openWorkspace,
  type Workspace,
  type WorkspaceKey,
} from '../test/helpers/workspace.ts';
import { drawSvg } from './pictures/draw-svg.ts';
import { providerLists, writeAccounts } from './pictures/made-up.ts';
import { readCells, replaceText } from './pictures/screen-cells.ts';

/**
 * `npm run pictures`: drives the real program through its screens, in a home of its own with made-up keys, and
 * draws each as docs/pictures/*.svg. Run `npm run build` first.
 */
const folder = fileURLToPath(new URL('../docs/pictures', import.meta.url));

const others = [
  { key: '3', shows: /\d+ provider keys/, name: 'providers', title: 'Provider keys' },
  { key: '4', shows: /\d+ sessions/, name: 'sessions', title: 'OAuth sessions' },
  { key: '8', shows: /as of|error|warning/, name: 'health', title: 'Health: what is wrong, worst first' },
] as const;

await mkdir(folder, { recursive: true });
await drawFirstRun();
await drawConsole();

async function drawFirstRun(): Promise<void> {
  await inWorkspace({ config: false, own: true }, async (place) => {
    const terminal = openConsole(place);
    await terminal.waitFor(/Management secret, for/);
    await draw(
      terminal,
      place,
      'first-run',
      'The first run: a client key and the management secret, shown once',
    );
    terminal.press('Enter');
    await terminal.waitFor('● live');
    await terminal.dispose();
  });
}

async function drawConsole(): Promise<void> {
  await inWorkspace(
    { port: await freePort(8400, 8999), keys: teamKeys(), more: providerLists },
    async (place) => {
      await writeAccounts(place.authDir);
      await place.startServe();
      await useKeys(place);
      const terminal = openConsole(place);
      await terminal.waitFor(/local password or management secret/i);
      terminal.type(localPassword);
      await terminal.waitFor('••');
      await draw(terminal, place, 'sign-in', 'Signing in to a running server');
      terminal.press('Enter');
      await terminal.waitFor('● live');
      terminal.press('1');
      await terminal.waitFor('Needs you');
      await draw(terminal, place, 'overview', 'Overview');
      terminal.press('2');
      await terminal.waitFor(isSelected('web-shop'));
      terminal.press('R');
      await terminal.waitFor(/Rotate web-shop \(/);
      await draw(terminal, place, 'rotation', 'Rotating a client key');
      terminal.press('Enter');
      await terminal.waitFor(/v shows it again/);
      await draw(terminal, place, 'new-key', 'A new key is shown once');
      terminal.press('Enter');
      await terminal.waitFor('retiring');
      await useKeys(place);
      await terminal.waitFor(/retiring · \d+/);
      await draw(terminal, place, 'client-keys', 'Client keys, one of them being rotated');
      terminal.press('Enter');
      await terminal.waitFor(/fingerprint/i);
      await draw(terminal, place, 'detail', 'All that is known of one key');
      terminal.press('Escape');
      await terminal.waitGone(/fingerprint/i);
      terminal.press('?');
      await terminal.waitFor('Add a client key;');
      await draw(terminal, place, 'help', 'The keys that work here');
      terminal.press('Escape');
      await terminal.waitFor(isSelected('web-shop'));
      for (const { key, shows, name, title } of others) {
        terminal.press(key);
        await terminal.waitFor(shows);
        await draw(terminal, place, name, title);
      }
      terminal.press('2');
      terminal.resize(60, 20);
      await terminal.waitFor(isSelected('web-shop'));
      await draw(terminal, place, 'small', 'The same console at 60×20');
      await terminal.dispose();
    },
  );
}

async function inWorkspace(
  options: Parameters<typeof openWorkspace>[0],
  work: (place: Workspace) => Promise<void>,
): Promise<void> {
  const place = await openWorkspace(options);
  try {
    await work(place);
  } finally {
    await place.dispose();
  }
}

function openConsole(place: Workspace): Terminal {
  const named = place.own ? [] : ['--config', place.configPath];
  return openTerminal({ args: ['tui', ...named], cwd: place.home, env: place.env });
}

/** Waits until the screen is still, then draws it without the folder's name and without a real key. */
async function draw(terminal: Terminal, place: Workspace, name: string, title: string): Promise<void> {
  await stillness(terminal);
  const neutral = replaceText(readCells(terminal.view.xterm), new RegExp(place.home), () => '~');
  // The documented port, whichever was free.
  const ported = replaceText(neutral, /127\.0\.0\.1:\d{4}\b/, () => '127.0.0.1:8317');
  const keyless = replaceText(ported, /\b[0-9a-f]{64}\b/, (key) => fakeOf(key));
  await writeFile(join(folder, `${name}.svg`), drawSvg(keyless, 'cli-proxy tui', title));
  console.log(`docs/pictures/${name}.svg`);
}

async function stillness(terminal: Terminal): Promise<void> {
  let bytes = -1;
  while (terminal.bytes() !== bytes) {
    bytes = terminal.bytes();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Looks like a key and is none: its mask stays, so that it can be found again in the list. */
function fakeOf(key: string): string {
  return `${key.slice(0, 4)}${'0fake0'.repeat(10)}`.slice(0, key.length - 4) + key.slice(-4);
}

function teamKeys(): WorkspaceKey[] {
  const people = [
    ['web-shop', 'production', '2026-03-02'],
    ['mobile-app', 'production', '2026-05-18'],
    ['nightly-tests', 'ci/cd', '2026-08-30'],
    ['データ班', 'production', '2026-06-11'],
    ['playground', 'development', '2026-10-05'],
    ['alex', 'team member', '2026-02-14'],
    ['kim', 'team member', '2026-09-21'],
  ] as const;
  return people.map(([label, purpose, day]) => ({
    key: createHash('sha256').update(`made up for ${label}`).digest('hex'),
    label,
    purpose,
    createdAt: `${day}T09:00:00.000Z`,
  }));
}

/** Some keys are busier than others. */
async function useKeys(place: Workspace): Promise<void> {
  const calls = [41, 17, 5, 28, 2, 0, 9];
  for (const [index, { key }] of place.keys.entries()) {
    for (let count = 0; count < (calls[index] ?? 0); count += 1) await askWithKey(place.url, key);
  }
}
