import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from './private-folder.ts';
import { keepLogBytes, logFilesIn } from './request-log-files.ts';

interface RotatingFileOptions {
  /** Made (0700) where it is missing. */
  readonly folder: string;
  /** Bytes of one file. */
  readonly fileBytes: number;
  /** One sentence, once for each kind of trouble: the log cannot be written to the log. */
  readonly onProblem: (sentence: string) => void;
}

/** Lines that follow closely share a write; ms. */
const gapMs = 50;
/** Characters that wait for a slow disk, at most; lines beyond are dropped and counted. */
const maxWaiting = 4 * 1024 * 1024;

/** Bytes of the current file beside others. @param total of all, 0: no limit */
export const logFileBytes = (usual: number, total: number): number =>
  total > 0 ? Math.min(usual, total / 2) : usual;

interface OpenFile {
  readonly handle: FileHandle;
  size: number;
  readonly stats: Stats;
}

const name = 'main.log';
const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_TRUNC, O_WRONLY } = constants;

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

/**
 * `main.log` in a folder, 0600, appended to in batches. A full one is renamed to `main-TIME.log`, and the oldest
 * logs are removed beyond a total size. Another program may rename or remove the file at any time. A disk that is full
 * or gone never stops the caller.
 */
export class RotatingFile {
  readonly folder: string;
  readonly #options: RotatingFileOptions;
  #total = 0;
  #waiting = '';
  #dropped = 0;
  #rotations = 0;
  #timer: NodeJS.Timeout | undefined;
  #tasks: Promise<void> = Promise.resolve();
  #open: OpenFile | undefined;
  #trouble: string | undefined;
  #closed = false;

  constructor(options: RotatingFileOptions) {
    this.#options = options;
    this.folder = options.folder;
  }

  /** Bytes of all logs in the folder together; 0: no limit. */
  limit(bytes: number): void {
    if (bytes === this.#total) return;
    this.#total = bytes;
    this.#next(() => this.#prune());
  }

  /** @param text without line end */
  line(text: string): void {
    if (this.#waiting.length + text.length > maxWaiting) {
      this.#dropped += 1;
      return;
    }
    this.#waiting += `${text}\n`;
    this.#timer ??= setTimeout(() => this.#flush(), gapMs).unref();
  }

  /** Empties the file and removes the older ones. Rejects if one of them stays. @returns how many were removed */
  clear(): Promise<number> {
    this.#flush();
    const cleared = this.#tasks.then(async () => {
      await open(join(this.folder, name), O_NOFOLLOW | O_TRUNC | O_WRONLY).then(
        (it) => it.close(),
        unlessGone,
      );
      const older = await logFilesIn(this.folder, (file) => /^main-.+\.log$/.test(file));
      for (const file of older) await unlink(join(this.folder, file.name)).catch(unlessGone);
      return older.length;
    });
    const settled = () => {};
    this.#tasks = cleared.then(settled, settled);
    return cleared;
  }

  /** Writes what waits, now. */
  async written(): Promise<void> {
    this.#flush();
    await this.#tasks;
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    this.#flush();
    this.#closed = true;
    await this.#next(async () => {
      await this.#open?.handle.close();
      this.#open = undefined;
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting === '' || this.#closed) return;
    const bytes = Buffer.from(this.#waiting, 'utf8');
    this.#waiting = '';
    this.#next(() => this.#append(bytes));
  }

  #next(task: () => Promise<void>): Promise<void> {
    this.#tasks = this.#tasks.then(task).then(
      () => {
        this.#trouble = undefined;
      },
      (error: NodeJS.ErrnoException) => {
        const trouble = `The log cannot be written to ${this.folder}: ${error.code ?? error.message}.`;
        if (trouble !== this.#trouble) this.#options.onProblem(trouble);
        this.#trouble = trouble;
      },
    );
    return this.#tasks;
  }

  async #append(bytes: Buffer): Promise<void> {
    let file = await this.#file();
    if (file.size > 0 && file.size + bytes.length > this.#most) {
      await this.#rotate(file);
      file = await this.#file();
    }
    await file.handle.appendFile(bytes);
    file.size += bytes.length;
    if (this.#dropped > 0) {
      this.#options.onProblem(`${this.#dropped} lines of the log were dropped: the disk is too slow.`);
      this.#dropped = 0;
    }
  }

  /** Bytes of the file: half of the total at most, or it would leave no room for older ones. */
  get #most(): number {
    return logFileBytes(this.#options.fileBytes, this.#total);
  }

  async #rotate({ handle }: OpenFile): Promise<void> {
    await handle.close();
    this.#open = undefined;
    const time = new Date().toISOString().replaceAll(':', '-').replace('Z', '');
    this.#rotations += 1;
    await rename(join(this.folder, name), join(this.folder, `main-${time}-${this.#rotations}.log`));
    await this.#prune();
  }

  /** The file as it is now: another program may have moved it away. */
  async #file(): Promise<OpenFile> {
    const path = join(this.folder, name);
    const there = await stat(path).catch(() => undefined);
    const { stats: own } = this.#open ?? {};
    if (this.#open && there && there.ino === own?.ino && there.dev === own.dev) {
      this.#open.size = there.size;
      return this.#open;
    }
    await this.#open?.handle.close();
    this.#open = undefined;
    await ensureFolder(this.folder);
    const handle = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600);
    const stats = await handle.stat();
    this.#open = { handle, size: stats.size, stats };
    return this.#open;
  }

  async #prune(): Promise<void> {
    if (this.#total === 0) return;
    // With room for all that the file may become.
    await keepLogBytes(this.folder, this.#total, this.#most);
  }
}
