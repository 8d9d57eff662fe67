import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readRegularText } from '../../base/files/read-regular-file.ts';
import { errorCode, fileFailure } from '../../config/file/file-failure.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { startScreens } from '../../contract/preferences/preferences.ts';
import type { Io } from '../io.ts';
import { runWithExeca } from './effects/edit-by-hand.ts';
import { words } from './effects/words.ts';
import { parsePreferences } from './parse-preferences.ts';
import { preferencesPath } from './preferences.ts';

const template = `# Preferences of the console; docs/preferences.md explains them. They apply when it starts.
# theme: dark           # auto, dark, light, contrast, mono
# language: en          # en, zh-CN
# screen: client-keys   # ${startScreens.join(', ')}
# glyphs: unicode       # unicode, ascii
# graphs: blocks        # blocks, ascii
# mouse: true
# keys:
#   rotate-key: ctrl+t  # docs/keys.md lists the acts
# columns:
#   client-keys: [label, state, used]
# colors:
#   accent: "#d7875f"
# servers:
#   prod: https://proxy.example.net:8317
`;

/** Opens console.yaml in the user's editor and checks what was saved. A file without changes is not created. */
export async function editPreferences(
  wanted: string | undefined,
  io: Pick<Io, 'env' | 'home' | 'cwd'>,
  runEditor: typeof runWithExeca = runWithExeca,
): Promise<Outcome<string>> {
  const path = preferencesPath(wanted, io);
  try {
    const before = await readRegularText(path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      return undefined;
    });
    if (before === undefined) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, template, { mode: 0o600, flag: 'wx' });
    }
    const editor = io.env.VISUAL || io.env.EDITOR || 'vi';
    const code = await runEditor(editor, path);
    const text = await readRegularText(path);
    if (before === undefined && text === template) await rm(path);
    if (code !== 0) return failure('failed', words().editor.exited(editor, code));
    if (text === (before ?? template)) return success(words().editor.unchanged);
    const checked = await parsePreferences(path, text);
    return checked.ok ? success(words().editor.preferences(path)) : checked;
  } catch (error) {
    return fileFailure(error, 'edit', path);
  }
}
