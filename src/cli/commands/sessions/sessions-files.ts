import { Secret } from '../../../base/secrets/secret.ts';
import { success } from '../../../contract/outcome.ts';
import { downloadAuthFile, uploadAuthFile } from '../../../operations/sessions/auth-files.ts';
import type { Command } from '../../command.ts';
import { usageFailure } from '../../command-outcome.ts';
import { runOpened } from '../run.ts';
import { chosenSession } from './on-sessions.ts';

export const sessionsUpload: Command = {
  usage: 'FILE... [options]',
  about:
    'Uploads auth files; each is validated first. Logins of Codex CLI, Claude Code and Gemini CLI, and Google service account keys, are converted to auth files. Existing files are kept unless you pass --force; an overwritten file goes to the trash. - is stdin. Exits with 1 if a file was rejected.',
  words: [1, 10_000],
  options: {
    name: { type: 'string', value: 'NAME', about: 'file name to use; only for one file' },
    channel: {
      type: 'string',
      value: 'NAME',
      about: 'provider of files that do not name one: claude, codex …',
    },
    prefix: { type: 'string', value: 'TEXT', about: 'clients select it with TEXT/model' },
    force: { type: 'boolean', about: 'overwrite an existing file of that name' },
  },
  examples: [
    ['cli-proxy sessions upload claude-dev@example.com.json', 'one file'],
    ['cli-proxy sessions upload ~/.codex/auth.json', 'the login of Codex CLI on this machine'],
    ['cli-proxy sessions upload backup/*.json --json', 'several; the answer lists rejected files'],
    ['cli-proxy sessions upload - --name claude-dev@example.com.json < file', 'from stdin'],
  ],
  async run(call) {
    const { words, text, services } = call;
    const named = text('name');
    if (named !== undefined && words.length > 1) return usageFailure('--name is for one file.');
    if (named === undefined && words.includes('-'))
      return usageFailure('A file from stdin needs --name NAME.');
    const opened = await services.openBackend('write');
    if (!opened.ok) return opened;
    const uploaded: string[] = [];
    const refused: { file: string; message: string }[] = [];
    const messages: string[] = [];
    for (const file of words) {
      const read = await services.readInput(file);
      const done = read.ok
        ? await runOpened(opened.value, uploadAuthFile, {
            name: named ?? nameOf(file),
            keepName: named !== undefined,
            text: new Secret(read.value),
            overwrite: call.flag('force'),
            channel: text('channel'),
            prefix: text('prefix'),
          })
        : read;
      if (!done.ok && words.length === 1) return done;
      if (done.ok) uploaded.push(done.value.result.name);
      else refused.push({ file, message: done.message });
      messages.push(done.ok ? done.value.message : `${file}: ${done.message}`);
    }
    return success({
      stderr: messages,
      json: { uploaded, refused },
      code: refused.length > 0 ? 1 : 0,
    });
  },
};

/** Some systems write letters apart from their accents, which no name of an auth file may. */
const nameOf = (path: string): string => (path.split(/[/\\]/).at(-1) ?? path).normalize('NFC');

export const sessionsDownload: Command = {
  usage: 'SESSION [FILE] [--force]',
  about:
    'Writes the auth file of an account, with its tokens in plain text, to FILE (mode 0600; default: its own name in the working folder). Writes an audit log entry. Never overwrites a file without --force. - for stdout.',
  words: [1, 2],
  options: { force: { type: 'boolean', about: 'overwrite an existing file' } },
  examples: [
    ['cli-proxy sessions download dev@example.com', 'into the working folder'],
    ['cli-proxy sessions download dev@example.com ~/backup/claude.json --force', 'overwrite an older copy'],
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
    const saved = await call.services.saveFile(path, text, call.flag('force'));
    if (!saved.ok) {
      return saved.kind === 'conflict'
        ? { ...saved, message: `${saved.message} Use --force to overwrite it.` }
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
