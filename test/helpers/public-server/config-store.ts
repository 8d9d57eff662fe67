import { type FSWatcher, statSync, watch } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { type AmpModule, createAmpModule } from './amp-module.ts';
import { ok } from './answers.ts';
import { atColumnZero, laidOut, rewrite } from './config-text.ts';
import { type ReadConfig, readConfig } from './read-config.ts';
import type { Secrets } from './secrets.ts';
import type { Answer, RunningConfig, ServerKind } from './types.ts';

export interface StoreOptions {
  readonly kind: ServerKind;
  readonly path: string;
  readonly authDir: string;
  readonly secrets: Secrets;
  readonly reloadDelayMs: number;
  /** Which setters are lost, by number from 1. */
  readonly loses: (setter: number) => boolean;
  readonly onChange: () => void;
}

/** The config of a running server: in memory, in force for clients, and on disk. */
export interface ConfigStore {
  /** What GET shows and setters change. */
  memory: RunningConfig;
  /** What clients and the management gate are judged by. */
  inForce: RunningConfig;
  readonly amp: AmpModule;
  /** How often a config came into force since the start. */
  changes: number;
  /** One setter: changes memory at once, then the file; 500 when the file cannot be read back. */
  set(change: (config: RunningConfig) => void): Promise<Answer>;
  /** PUT config.yaml: written as sent, in memory at once, in force with the reload if the file is watched. */
  put(text: string): Promise<ReadConfig>;
  /** Resolves when no reload is due any more. */
  settled(): Promise<void>;
  watching(): boolean;
  close(): void;
}

/** Reads config.yaml as a start does: the secret is hashed, the text laid out anew, the file watched. */
export async function openConfigStore(options: StoreOptions): Promise<ConfigStore> {
  const { kind, path, secrets } = options;
  let setters = 0;
  let due = false;
  let queue: Promise<unknown> = Promise.resolve();
  let reloading: Promise<void> | undefined;
  let loaded = await readFile(path, 'utf8');
  let watcher: FSWatcher | undefined;
  let watched = 0;
  const first = readConfig(kind, loaded);
  if (!('config' in first)) throw new Error(`The stand-in cannot start: ${first.message}`);

  const write = async (text: string) => {
    // Truncate, then write: whoever reads in between sees an empty file.
    await writeFile(path, '');
    await writeFile(path, text);
  };
  const hashSecret = async (config: RunningConfig, text: string, layOut: (text: string) => string) => {
    const remote = config['remote-management'] as Record<string, unknown> | undefined;
    const plain = String(remote?.['secret-key'] ?? '');
    const hash = secrets.hash(plain);
    if (!remote || hash === plain) return text;
    config['remote-management'] = { ...remote, 'secret-key': hash };
    const hashed = layOut(
      text.replace(
        /(secret-key:\s*)("[^"]*"|'[^']*'|[^\s#]+)/,
        (_, name: string) => `${name}${JSON.stringify(hash)}`,
      ),
    );
    await write(hashed);
    return hashed;
  };
  const store: ConfigStore = {
    memory: first.config,
    inForce: first.config,
    amp: createAmpModule(first.config),
    changes: 0,
    set: (change) => inTurn(() => setOne(change)),
    put: (text) => inTurn(() => putOne(text)),
    async settled() {
      await queue;
      while (reloading) await reloading;
    },
    watching: () => watcher !== undefined,
    close: () => loseWatch(),
  };

  /** Writes go one after the other; a reload waits for them, so it never reads half a write of our own. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }

  async function putOne(text: string): Promise<ReadConfig> {
    const read = readConfig(kind, text);
    if (!('config' in read)) return read;
    await write(atColumnZero(text));
    store.memory = read.config;
    if (store.watching()) scheduleReload();
    return read;
  }

  async function setOne(change: (config: RunningConfig) => void): Promise<Answer> {
    setters += 1;
    const before = structuredClone(store.memory);
    const text = await readFile(path, 'utf8').catch(() => '');
    store.memory = structuredClone(store.memory);
    change(store.memory);
    if (kind === 'v7') store.memory['auth-dir'] = options.authDir;
    const next = rewrite(kind, text, store.memory);
    if ('message' in next) return { status: 500, body: { error: `failed to save config: ${next.message}` } };
    if (options.loses(setters)) {
      // The reload of the file as it was comes after the setter: its answer is ok and its change is gone.
      store.memory = before;
      return ok;
    }
    loaded = next.text;
    await write(next.text);
    // Only v7 applies a setter by itself: v6 waits for its watch to see the file.
    if (kind === 'v7' || store.watching()) takeEffect();
    return ok;
  }

  function scheduleReload(): void {
    // A change that comes while one is being read is read after it.
    due = true;
    reloading ??= reloadWhileDue().finally(() => {
      reloading = undefined;
    });
  }
  async function reloadWhileDue(): Promise<void> {
    while (due) {
      await new Promise((resolve) => setTimeout(resolve, options.reloadDelayMs));
      due = false;
      await inTurn(reload).catch(() => undefined);
    }
  }
  async function reload(): Promise<void> {
    const file = await open(path);
    const text = await file
      .stat()
      // An edit shortly before a rename over the file: what is there now was never watched.
      .then(({ ino }) => (ino === watched ? file.readFile('utf8') : ''))
      .finally(() => file.close());
    // An empty file is somebody's write in between; a broken one leaves what runs as it is.
    if (text.trim() === '' || text === loaded) return;
    const read = readConfig(kind, text);
    if (!('config' in read)) return;
    loaded = await hashSecret(read.config, text, atColumnZero);
    store.memory = read.config;
    takeEffect();
  }
  function takeEffect(): void {
    store.inForce = store.memory;
    store.amp.update(store.memory);
    store.changes += 1;
    options.onChange();
  }
  function loseWatch(): void {
    watcher?.close();
    watcher = undefined;
  }
  function startWatch(): void {
    watched = statSync(path).ino;
    watcher = watch(path, { persistent: false }, () => {
      const now = statSync(path, { throwIfNoEntry: false });
      // A rename over the file, or its deletion, ends the watch until a restart.
      if (now?.ino !== watched) loseWatch();
      else scheduleReload();
    });
    watcher.on('error', loseWatch);
  }

  loaded = await hashSecret(first.config, loaded, laidOut);
  startWatch();
  return store;
}
