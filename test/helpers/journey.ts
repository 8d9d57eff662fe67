import { onTestFinished } from 'vitest';
import { openTerminal, type Terminal, type TerminalOptions } from './terminal.ts';
import { localPassword, openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

/** A workspace that ends with the test that asked for it. */
export async function workspace(options?: WorkspaceOptions): Promise<Workspace> {
  const opened = await openWorkspace(options);
  onTestFinished(() => opened.dispose());
  return opened;
}

/** `cli-proxy tui` in a pseudo-terminal; ends with the test. */
export function openConsole(
  place: Workspace,
  { args = [], env, ...options }: TerminalOptions = {},
): Terminal {
  const terminal = openTerminal({
    args: ['tui', ...(place.own || args.includes('--config') ? [] : ['--config', place.configPath]), ...args],
    cwd: place.home,
    env: { ...place.env, ...env },
    ...options,
  });
  onTestFinished(() => terminal.dispose());
  return terminal;
}

/** A server with these keys, and a console that is signed in to it and shows the client keys. */
export async function consoleOnServer(
  options: WorkspaceOptions & Pick<TerminalOptions, 'cols' | 'rows' | 'args'> = {},
) {
  const { cols, rows, args, ...more } = options;
  const place = await workspace(more);
  const server = await place.startServe();
  const terminal = openConsole(place, {
    env: { CLI_PROXY_PASSWORD: localPassword },
    ...(cols && { cols }),
    ...(rows && { rows }),
    ...(args && { args }),
  });
  await terminal.waitFor('live');
  terminal.press('2');
  await terminal.waitFor(/LABEL .*LAST USED/);
  return { place, server, terminal };
}
