import { success } from '../../../contract/outcome.ts';
import { downloadAuthFile } from '../../../operations/sessions/auth-files.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../client-keys/on-keys.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsDownload: Command = {
  usage: 'SESSION [FILE] [--force]',
  about:
    'Writes the auth file of one account, with its tokens in plain, to FILE (0600; else under its own name in the working folder), and leaves a line in the audit log. A file that is there stays. - is stdout.',
  words: [1, 2],
  options: { force: { type: 'boolean', about: 'also over a file that is there' } },
  examples: [
    ['cli-proxy sessions download dev@example.com', 'into the working folder'],
    ['cli-proxy sessions download dev@example.com ~/backup/claude.json --force', 'over an older copy'],
  ],
  async run(call) {
    const chosen = await chosenSession(call, 'read');
    if (!chosen.ok) return chosen;
    const { opened, file } = chosen.value;
    const downloaded = await runOpened(opened, downloadAuthFile, { name: file.name });
    if (!downloaded.ok) return downloaded;
    const text = downloaded.value.result;
    const [, path = localName(file.name)] = call.words;
    if (path === '-')
      return success({
        stdout: text.reveal().trimEnd(),
        exact: true,
        json: { name: file.name, text: text.reveal() },
      });
    const saved = await call.world.saveFile(path, text, call.flag('force'));
    if (!saved.ok) {
      return saved.kind === 'conflict'
        ? { ...saved, message: `${saved.message} --force writes over it.` }
        : saved;
    }
    return success({
      stderr: `Wrote ${file.name} with its tokens to ${saved.value.path}.`,
      json: { name: file.name, path: saved.value.path },
    });
  },
};

/** A server may call its file what it likes: nothing in a name leads out of the working folder. */
const localName = (name: string): string => {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  return last === '' || last === '..' || last === '.' ? 'auth-file.json' : last;
};
