import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openConsole, workspace } from '../helpers/journey.ts';
import { localPassword } from '../helpers/workspace.ts';

/** A console on the Config screen of a server, with an editor that waits for a line. */
async function onConfig() {
  const place = await workspace();
  await place.startServe();
  const editor = join(place.home, 'editor.sh');
  await writeFile(editor, '#!/bin/sh\necho "the editor runs"\nread -r line\necho "$line" >>"$1"\n');
  await chmod(editor, 0o755);
  const terminal = openConsole(place, { env: { CLI_PROXY_PASSWORD: localPassword, EDITOR: editor } });
  await terminal.waitFor('live');
  terminal.press('6');
  await terminal.waitFor(/host +\S+ +(file|default)/);
  return { place, terminal };
}

describe('the config screen of the real program', () => {
  test('an editor gets the terminal and its keys, and the console takes it back', async () => {
    const { place, terminal } = await onConfig();
    terminal.press('E');
    await terminal.waitFor('the editor runs');
    expect(terminal.screen()).not.toContain('Groups');
    terminal.type('request-retry: 4');
    terminal.press('Enter');
    await terminal.waitFor(/Groups[\s\S]*Saved config\.yaml\./);
    expect(await place.readConfig()).toContain('request-retry: 4');
  });

  test('Ctrl-C in the editor ends the editor, not the console', async () => {
    const { terminal } = await onConfig();
    terminal.press('E');
    await terminal.waitFor('the editor runs');
    terminal.press('Ctrl-C');
    await terminal.waitFor(/Groups[\s\S]*exited with code/);
  });

  test('a setting is changed, saved, and in force', async () => {
    const { place, terminal } = await onConfig();
    terminal.press('/');
    terminal.type('force-model-prefix');
    terminal.press('Enter');
    await terminal.waitFor(/▸ ?force-model-prefix/);
    terminal.press('Enter');
    await terminal.waitFor('true *');
    terminal.press('S');
    await terminal.waitFor(/\+ force-model-prefix: true[\s\S]*\[ Save \]/);
    terminal.press('Enter');
    await terminal.waitFor('Set force-model-prefix.');
    expect(await place.readConfig()).toContain('force-model-prefix: true');
    terminal.press('u');
    await terminal.waitFor('Undone: restored the former value');
    expect(await place.readConfig()).not.toContain('force-model-prefix: true');
  });
});
