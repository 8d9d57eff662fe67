import { catalogue } from '../../../base/text/language.ts';

/** What a console says of this machine: its editor, browser, files and servers. */
const en = {
  facts: {
    onlyAddress: 'Only its address is known, not its config.yaml. Use --config instead of --url.',
    elsewhere: 'The server runs on another machine.',
    windows: 'Windows has no Unix file modes.',
    clock: (reason: string) => `The clock of the server is unknown: ${reason}`,
    noTime: 'The server does not report its time.',
    noGit: 'git is not available: it is not installed, or does not trust this folder.',
    notEmpty: (path: string) => `${path} is no longer empty, so it was not removed.`,
  },
  desktop: {
    noClipboard:
      'No clipboard is available: there is no terminal and no clipboard tool (wl-copy, xclip or xsel). Select the text instead.',
    noBrowser: 'No browser is available here. Copy the link, or show its QR code.',
    notOpened: (program: string) => `The browser could not be opened (${program}). Copy the link instead.`,
  },
  files: {
    large: (path: string) => `${path} is larger than 4 MB. Give another file.`,
    notUtf8: (path: string) => `${path} is not UTF-8 text. Save it as UTF-8.`,
    there: (path: string) => `The file ${path} already exists.`,
  },
  editor: {
    none: 'No editor is set. Set VISUAL or EDITOR.',
    exited: (editor: string, code: number) => `The editor ${editor} exited with code ${code}.`,
    deleted: (editor: string) => `The editor ${editor} deleted the file.`,
    notSaved: (why: string) => `${why} Nothing was saved.`,
    kept: (path: string) => `Your text is saved in ${path}.`,
    left: (path: string) => `The text of an earlier, interrupted edit is saved in ${path}.`,
    place: (line: number, column: number) => `Line ${line}, column ${column}: `,
    again: (problem: string) => `${problem}\nOpen the editor again?`,
    unchanged: 'No changes made.',
    preferences: (path: string) => `Saved ${path}. It applies when the console starts next.`,
  },
  servers: {
    running: (url: string) => `A CLI Proxy API server is running at ${url}.`,
    stopped: (path: string, url: string) =>
      `There is a config of a CLI Proxy API server, ${path}, but the server is not running at ${url}.`,
    noFolder: (folder: string) =>
      `The folder ${folder} does not exist. Create it first, or use another path.`,
    noPort: (first: number, last: number) => `No port from ${first} to ${last} is free on 127.0.0.1.`,
    noAddress: (path: string, problem: string) =>
      `${path}: ${problem} The address of its server cannot be read; give it with --url, or fix the file.`,
    cancelled: 'Starting the embedded server was cancelled.',
    notStarted: 'The embedded server did not start.',
    kept: (url: string, pid: number | undefined) =>
      `The server keeps running at ${url}. Sign in with the management secret.\nTo stop it: kill ${pid}`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
