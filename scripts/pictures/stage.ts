import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/helpers/free-port.ts';
import { isSelected } from '../../test/helpers/read-screen.ts';
import { startProgram } from '../../test/helpers/run-program.ts';
import { openTerminal, type Terminal } from '../../test/helpers/terminal.ts';
import { localPassword, openWorkspace, type Workspace } from '../../test/helpers/workspace.ts';
import { drawSvg } from './draw-svg.ts';
import { type FakeProviders, startFakeProviders } from './fake-providers.ts';
import { clientKeys, providerLists, shortKey, writeAccounts } from './made-up.ts';
import { type Sender, sendRequests, writePast } from './made-up-traffic.ts';
import { type Cell, readCells, replaceText } from './screen-cells.ts';
import { dark, type Scheme } from './terminal-colors.ts';

const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));

/** What is before the camera: a home with made-up data, and a server that has been busy for a week. */
export interface Stage {
  readonly place: Workspace;
  /** Of the console too: its tests of keys go to the made-up providers. */
  readonly env: Readonly<Record<string, string>>;
  /** Requests through the gateway. */
  send(count: number, sender?: Sender): Promise<void>;
}

export async function onStage(work: (stage: Stage) => Promise<void>): Promise<void> {
  const now = Date.now();
  const keys = clientKeys(now);
  const place = await openWorkspace({ port: await freePort(8400, 8999), keys });
  let providers: FakeProviders | undefined;
  try {
    providers = await startFakeProviders(place.home);
    const { proxy, certificate } = providers;
    // One of them is no longer among the client keys.
    const mapped = [...keys.slice(0, 2).map(({ key }) => key), 'fake-client-key-that-was-revoked-0001'];
    await place.editConfig((text) =>
      text.replace('debug: false', `  - ${shortKey}\ndebug: false\n${providerLists(proxy, mapped)}`),
    );
    await writeAccounts(place.authDir, now);
    await writePast(join(place.authDir, '.console'), keys, now);
    const env = { NODE_EXTRA_CA_CERTS: certificate };
    const server = await startProgram({
      args: ['serve', '--config', place.configPath, '--json'],
      env: { ...place.env, ...env, CLI_PROXY_PASSWORD: localPassword },
      ready: /"listening"/,
    });
    const send = (count: number, sender?: Sender) => sendRequests(place.url, keys, count, sender);
    await send(16);
    // Used last, so first in the list.
    await send(1, { label: 'team-a' });
    await work({ place, env, send });
    await server.stop();
  } finally {
    await place.dispose();
    await providers?.close();
  }
}

export interface ConsoleOptions {
  readonly cols?: number;
  readonly rows?: number;
  /** After `tui`. */
  readonly args?: readonly string[];
  readonly scheme?: Scheme;
  readonly env?: Readonly<Record<string, string>>;
}

/** A console before the camera. */
export interface Shot {
  readonly terminal: Terminal;
  /** Presses keys one by one, each when the screen shows what the one before did. */
  press(...keys: string[]): Promise<void>;
  /** The screen when nothing moves on it, without what a picture should not show. */
  look(): Promise<Cell[][]>;
  /** Draws it into docs/pictures. */
  draw(name: string, about: string): Promise<void>;
  resize(cols: number, rows: number): Promise<void>;
  close(): Promise<void>;
}

export function openShot(place: Workspace, options: ConsoleOptions = {}): Shot {
  const { cols = 80, rows = 24, args = [], scheme = dark, env = {} } = options;
  const named = place.own ? [] : ['--config', place.configPath];
  const terminal = openTerminal({
    ...{ cols, rows, cwd: place.home, args: ['tui', ...named, ...args] },
    env: { ...place.env, ...env, COLORTERM: 'truecolor' },
  });
  const look = async () => {
    await untilIdle(terminal);
    return withoutSecrets(readCells(terminal.view.xterm, scheme), place);
  };
  return {
    terminal,
    look,
    async press(...keys) {
      for (const key of keys) {
        terminal.press(key);
        await untilIdle(terminal);
      }
    },
    async draw(name, about) {
      await save(name, drawSvg(await look(), { about, scheme }));
    },
    async resize(cols, rows) {
      terminal.resize(cols, rows);
      await untilIdle(terminal);
    },
    close: () => terminal.dispose(),
  };
}

/** A console that is signed in, on its first client key. */
export async function openSignedIn(place: Workspace, options: ConsoleOptions = {}): Promise<Shot> {
  const shot = openShot(place, options);
  await shot.terminal.waitFor('┃');
  shot.terminal.type(localPassword);
  await shot.terminal.waitFor('••');
  shot.terminal.press('Enter');
  await shot.terminal.waitFor(/● (live|在线)/);
  shot.terminal.press('2');
  await shot.terminal.waitFor(isSelected('team-a'));
  if ((options.cols ?? 0) >= 100) await shot.terminal.waitFor(/req\/min/);
  return shot;
}

export async function save(name: string, svg: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.svg`), svg);
  console.log(`docs/pictures/${name}.svg ${Math.ceil(svg.length / 1024)} KiB`);
}

/** The documented port, whichever was free; no folder of this machine; keys that look like keys and are none. */
function withoutSecrets(rows: readonly Cell[][], place: Workspace): Cell[][] {
  const short = (path: string) => path.replace(place.home, '~');
  const inRule = new RegExp(`─ ${place.home}\\S* (?=─*╯)`, 'g');
  const ruled = replaceText(rows, inRule, (path) => short(path).padStart(path.length, '─'));
  const withoutHome = replaceText(ruled, new RegExp(`${place.home}\\S*`, 'g'), short);
  const ported = replaceText(withoutHome, /127\.0\.0\.1:\d{4}\b/g, () => '127.0.0.1:8317');
  return replaceText(ported, /\b[0-9a-f]{64}\b/g, (key) => fakeOf(key));
}

async function untilIdle(terminal: Terminal): Promise<void> {
  let bytes = -1;
  while (terminal.bytes() !== bytes) {
    bytes = terminal.bytes();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Its mask stays, so that it can be found again in the list. */
function fakeOf(key: string): string {
  return `${key.slice(0, 4)}${'0fake0'.repeat(10)}`.slice(0, key.length - 4) + key.slice(-4);
}
