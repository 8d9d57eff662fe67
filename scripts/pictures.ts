import { isSelected, rowsOf, shownKey } from '../test/helpers/read-screen.ts';
import { localPassword, openWorkspace, type Workspace } from '../test/helpers/workspace.ts';
import { drawFilm, type Frame } from './pictures/draw-svg.ts';
import { onStage, openShot, openSignedIn, type Shot, type Stage, save } from './pictures/stage.ts';
import { light } from './pictures/terminal-colors.ts';

/**
 * `npm run pictures`: drives the real program through its screens, in a home of its own with made-up keys, and
 * draws each as docs/pictures/*.svg, small (80×24) and wide (120×40). Run `npm run build` first.
 * `npm run pictures -- screens` draws some: first-run, screens, looks, rotation.
 */
const parts: Readonly<Record<string, () => Promise<void>>> = {
  'first-run': drawFirstRun,
  screens: () => onStage(drawScreens),
  looks: () => onStage(drawLooks),
  rotation: () => onStage(filmRotation),
};
const screens = [
  {
    key: '1',
    shows: /Needs attention/,
    name: 'overview',
    about: 'Overview: what needs attention, requests, quota and health',
  },
  { key: '2', shows: /\d+ keys/, name: 'client-keys', about: 'Client keys, one of them being rotated' },
  { key: '3', shows: /\d+ keys/, name: 'providers', about: 'Provider keys with attempts, errors and state' },
  { key: '4', shows: /\d+ sessions/, name: 'sessions', about: 'OAuth sessions' },
  {
    key: '5',
    shows: /requests/,
    name: 'usage',
    about: 'Usage by key, model and application, and requests as they happen',
  },
  {
    key: '6',
    shows: /SETTING/,
    name: 'config',
    about: 'Config: each setting, its value and when it applies',
  },
  { key: '7', shows: /following/, name: 'logs', about: 'Logs: the log of the server as it is written' },
  {
    key: '8',
    shows: /checked/,
    name: 'health',
    about: 'Health: what is wrong, worst first, and what fixes it',
  },
  { key: '9', shows: /mapped/, name: 'amp', about: 'Amp: which upstream key each client key uses' },
] as const;

async function drawFirstRun(): Promise<void> {
  const place = await openWorkspace({ config: false, own: true });
  try {
    const shot = openShot(place);
    await shot.terminal.waitFor(/Management secret/);
    await shot.draw(
      'first-run',
      'The first run: a client key, and the management secret, which is shown once',
    );
    await shot.close();
  } finally {
    await place.dispose();
  }
}

async function drawScreens({ place, env, send }: Stage): Promise<void> {
  await drawSignIn(place);
  const shot = await openSignedIn(place, { env });
  const { terminal, press, draw } = shot;
  const key = await rotate(shot);
  await send(12);
  await send(7, { label: 'team-a' });
  await send(9, { label: 'team-a', key });
  for (const { key, shows, name, about } of screens) {
    terminal.press(key);
    await terminal.waitFor(shows);
    await draw(name, about);
    await shot.resize(120, 40);
    await draw(`${name}-wide`, `${about}, in a larger window`);
    await shot.resize(80, 24);
  }
  terminal.press('2');
  await terminal.waitFor(isSelected('team-a'));
  await press('Enter');
  await draw('client-key', 'All that is known of one client key');
  await press('Escape', '?');
  await draw('help', 'The keys that work on a screen');
  await press('Escape', ':');
  terminal.type('team');
  await draw('palette', 'Finding a command, a key or an account by typing');
  await press('Escape', 'Escape', 'j', 'j', 'Space', 'j', 'Space', 'x');
  await draw('revoke', 'What breaks is asked first, with the use that it hits');
  await shot.close();
}

async function drawSignIn(place: Workspace): Promise<void> {
  const shot = openShot(place);
  await shot.terminal.waitFor('┃');
  shot.terminal.type(localPassword);
  await shot.terminal.waitFor('••');
  await shot.draw('sign-in', 'Signing in to a running server');
  await shot.close();
}

/** Draws the box and the new key on the way. @returns the new key */
async function rotate(shot: Shot): Promise<string> {
  await shot.press('R');
  await shot.draw('rotate', 'Rotating a client key');
  shot.terminal.press('Enter');
  await shot.terminal.waitFor(/[0-9a-f]{64}/);
  await shot.draw('new-key', 'A new client key');
  const key = shownKey(shot.terminal.screen());
  shot.terminal.press('Enter');
  await shot.terminal.waitFor('retiring');
  return key;
}

/** The same console in other windows. */
async function drawLooks({ place }: Stage): Promise<void> {
  const looks = [
    { name: 'small', about: 'The console at 60×20', cols: 60, rows: 20 },
    {
      name: 'light',
      about: 'On a light background',
      cols: 120,
      rows: 40,
      args: ['--theme', 'light'],
      scheme: light,
    },
    { name: 'chinese', about: 'In Simplified Chinese', args: ['--lang', 'zh-CN'] },
  ];
  for (const { name, about, ...options } of looks) {
    const shot = await openSignedIn(place, options);
    await shot.draw(name, about);
    await shot.press('1');
    await shot.draw(`${name}-overview`, `${about}: the overview`);
    await shot.close();
  }
}

/** A rotation from the list to the end, key by key. */
async function filmRotation({ place, send }: Stage): Promise<void> {
  const shot = await openSignedIn(place);
  const { terminal } = shot;
  const frames: Frame[] = [];
  const take = async (ms: number, key?: string) => {
    frames.push({ rows: await shot.look(), ms, key });
  };
  const press = async (key: string, ms: number, shows: string | RegExp) => {
    terminal.press(key);
    await terminal.waitFor(shows);
    await take(ms, key);
  };
  await take(1800);
  await press('R', 2600, /Rotate team-a/);
  await press('Enter', 2400, /[0-9a-f]{64}/);
  const key = shownKey(terminal.screen());
  await press('c', 1800, /clipboard/);
  await press('Enter', 1800, 'retiring');
  await send(2, { label: 'team-a' });
  await send(3, { label: 'team-a', key });
  await terminal.waitFor((screen) => rowsOf(screen, 'team-a').some((row) => /\d s ago .* 3 /.test(row)));
  await take(2800);
  await press('f', 3400, /Finish/);
  await press('y', 3200, /Finished/);
  await save('rotation', drawFilm(frames, { about: 'Rotating a client key, key by key', still: 4 }));
  await shot.close();
}

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) await parts[name]?.();
