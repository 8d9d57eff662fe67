import { join } from 'node:path';
import { acquireFileLock } from '../../base/files/file-lock.ts';
import { ensureFolder } from '../../base/files/private-folder.ts';
import { revisionOf } from '../../base/files/revision.ts';
import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { applyEdits } from '../../config/edit/apply-edits.ts';
import { keepBackup } from '../../config/file/backup-files.ts';
import { fileFailure } from '../../config/file/file-failure.ts';
import { lockPath } from '../../config/file/recover-write.ts';
import { sealBackups } from '../../config/file/seal-backups.ts';
import { parseConfig } from '../../config/parse/parse-config.ts';
import type { ConfigProblem } from '../../contract/change.ts';
import type { Config } from '../../contract/config.ts';
import type { ConfigEdit, ConfigValue } from '../../contract/config-edit.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { BackendConfigFile, ChosenConfig } from '../backend.ts';
import { ampAtRisk } from './edit/amp-step.ts';
import { modified, writeText } from './edit/config-text.ts';
import { appliesKeys, type EditContext, settleMs } from './edit/edit-step.ts';
import { tidy, unloadedParts } from './edit/unloaded-parts.ts';
import type { KnownConfig } from './known-config.ts';
import { canonical, clientKeysIn, readConfig, type SeenConfig } from './read-config.ts';
import { words } from './words.ts';

/** Differences that remain after the server has loaded the text, because it changes values; by hash. */
export interface AcceptedParts {
  read(): Promise<readonly string[]>;
  add(parts: readonly string[]): Promise<unknown>;
}

export interface ConfigFileOptions extends Omit<EditContext, 'signal' | 'remember'> {
  readonly known: KnownConfig;
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly folder: ConsoleFolder | undefined;
  /** Of the backups. */
  readonly name: string;
  readonly accepted: AcceptedParts | undefined;
  readonly now: () => number;
}

/** config.yaml and the running config, read together. */
export interface ConfigSnapshot {
  readonly text: string;
  readonly seen: SeenConfig;
  /** undefined: the text cannot be read. */
  readonly said: Config | undefined;
  /** In which they differ. */
  readonly parts: readonly string[];
}

interface PublicConfigFile extends BackendConfigFile {
  /**
   * Called before a write, in its turn: fails while the two differ, because the write would overwrite one of
   * them.
   */
  gate(signal?: AbortSignal): Promise<Outcome<ConfigSnapshot>>;
  /** Keeps a backup of a text, where config.yaml is on this machine. */
  remember(text: string): Promise<Outcome<unknown>>;
}

/**
 * Looks until a change in place must have been loaded (measured: 155 ms); what is known already is not waited
 * for.
 */
const maxLooks = 4;

/**
 * A public server stops watching a config.yaml that is replaced by rename, as most editors do: it keeps its
 * config in memory, and its next write overwrites the file.
 */
export function publicConfigFile(options: ConfigFileOptions): PublicConfigFile {
  const { client, known, inTurn, wait, folder, accepted, name, now } = options;
  const base = client.address.base;
  /** So that attempts on one text do not fill the backups with it. */
  let remembered: string | undefined;

  /** @param first for the first look: another one is only needed where it differs */
  async function compare(
    signal?: AbortSignal,
    looks = maxLooks,
    first = () => readConfig(client, signal),
  ): Promise<Outcome<ConfigSnapshot>> {
    for (let look = 1; ; look += 1) {
      const seen = look === 1 ? await first() : await readConfig(client, signal);
      if (!seen.ok) return seen;
      const text = await client.request('getConfigText', { signal });
      // A server that does not show its file cannot be compared, and gets its setters as before.
      if (!text.ok && text.kind === 'unsupported')
        return success({ text: '', seen: seen.value, said: undefined, parts: [] });
      if (!text.ok) {
        if (text.kind === 'invalid') known.found({ message: text.message });
        return text;
      }
      const parsed = parseConfig(text.value);
      const said = parsed.ok ? parsed.value.config : undefined;
      const parts = said ? await differing(said, seen.value.config) : [];
      if (parts.length > 0 && look < looks) {
        await wait(settleMs);
        continue;
      }
      if (!parsed.ok) {
        const { message, line, column } = parsed;
        known.found({ message, line, column });
      } else known.found(parts.length === 0 ? null : unloaded(parts));
      return success({ text: text.value, seen: seen.value, said, parts });
    }
  }

  async function differing(said: Config, running: Config): Promise<readonly string[]> {
    const parts = unloadedParts(said, running);
    if (parts.length === 0 || !accepted) return parts;
    const known = await accepted.read();
    return parts.filter((part) => !known.includes(hashOf(part, said)));
  }

  /**
   * The only way to find out on a v6 server whose file matches what it shows: test the first and the last
   * key.
   */
  async function lastApplied(seen: SeenConfig): Promise<boolean> {
    const keys = clientKeysIn(seen);
    for (const key of new Set([...keys.slice(0, 1), ...keys.slice(-1)]))
      if ((await appliesKeys(options, [], [key])) === false) return false;
    return true;
  }

  const unloaded = (parts: readonly string[]): ConfigProblem => ({
    message: words().config.unloaded(base, listed(parts)),
    unloaded: true,
  });

  /**
   * Keeps a backup of the text. The value is its folder; undefined if there is no folder for backups here.
   */
  async function kept(text: string): Promise<Outcome<string | undefined>> {
    if (!folder) return success(undefined);
    const backups = join(folder.path, 'backups');
    try {
      await ensureFolder(backups);
      const lock = await acquireFileLock(lockPath(backups));
      if (!lock.ok) return failure('failed', words().config.inUse(backups, lock.holder));
      try {
        await keepBackup({ folder: backups, name, now }, Buffer.from(text, 'utf8'));
      } finally {
        await lock.release();
      }
      return success(backups);
    } catch (error) {
      return fileFailure(error, 'write a backup to', backups);
    }
  }

  /** What the server has now, after a choice. */
  async function chosen(
    { text, parts }: ConfigSnapshot,
    backup: string | undefined,
    applied: (seen: SeenConfig) => Promise<boolean>,
  ): Promise<Outcome<ChosenConfig>> {
    const after = await client.request('getConfigText');
    if (!after.ok) return after;
    const seen = await readConfig(client);
    if (!seen.ok) return seen;
    known.report(seen.value);
    known.found(null);
    // Best effort: the choice is made, and the text that it replaced has its backup.
    if (after.value !== text) await kept(after.value);
    const parsed = parseConfig(after.value);
    if (folder && parsed.ok) await sealBackups({ folder: join(folder.path, 'backups'), name }, parsed.value);
    const isApplied = await applied(seen.value);
    known.judged(isApplied);
    return success({ parts, backup, applied: isApplied });
  }

  const nothing = success<ChosenConfig>({ parts: [], backup: undefined, applied: true });
  const broken = failure('invalid', words().config.broken(base));

  /** A setter that changes nothing: it makes the server load its config and write it to the file. */
  const touch = ({ config }: SeenConfig) =>
    client.request('putSetting', {
      params: { setting: 'debug' },
      input: { value: config.debug === true },
    });

  async function load(found: ConfigSnapshot, said: Config, before?: string): Promise<Outcome<ChosenConfig>> {
    const put = await client.request('putConfigText', { input: found.text });
    if (!put.ok) return put;
    const loaded = await readConfig(client);
    if (!loaded.ok) return loaded;
    const left = unloadedParts(said, loaded.value.config);
    if (left.length > 0) await accepted?.add(left.map((part) => hashOf(part, said)));
    await wait(settleMs);
    const touched = await touch(loaded.value);
    if (!touched.ok) return touched;
    const former = found.seen.config['api-keys'] ?? [];
    return chosen(found, before, async (seen) => {
      const judged = await appliesKeys(options, former, seen.config['api-keys'] ?? []);
      // Without a key to test: only v7 loads a text that it receives while it does not watch the file.
      if (judged === undefined && client.generation() === 'v6') known.awaitRestart();
      return judged ?? known.isApplied();
    });
  }

  async function keep(found: ConfigSnapshot, _: Config, before?: string): Promise<Outcome<ChosenConfig>> {
    const touched = await touch(found.seen);
    if (!touched.ok) return touched;
    const text = await client.request('getConfigText');
    if (!text.ok) return text;
    const parsed = parseConfig(text.value);
    if (!parsed.ok) return parsed;
    // The server merges its config into the text and keeps fields that it does not have.
    const left = await differing(parsed.value.config, found.seen.config);
    if (left.length > 0) {
      const edited = applyEdits(
        text.value,
        left.map((part) => asRunning(part, found.seen.config)),
      );
      if (!edited.ok) return edited;
      const written = await writeText(options, text.value, edited.value);
      if (!written.ok) return written;
    }
    return chosen(found, before, async () => true);
  }

  const choose = (
    take: (found: ConfigSnapshot, said: Config, backup?: string) => Promise<Outcome<ChosenConfig>>,
    signal?: AbortSignal,
  ) =>
    inTurn(async () => {
      const found = await compare(signal, known.problem() ? 1 : maxLooks);
      if (!found.ok) return found;
      const { said, parts, text } = found.value;
      if (!said) return broken;
      if (parts.length === 0) return nothing;
      const lost = ampAtRisk(client, text);
      if (lost) return lost;
      const backup = await kept(text);
      if (!backup.ok) return backup;
      // Right before it is replaced: a later edit has no backup.
      const now = await client.request('getConfigText', { signal });
      if (!now.ok) return now;
      return now.value === text ? take(found.value, said, backup.value) : modified();
    });

  return {
    async gate(signal) {
      const found = await compare(signal, known.problem() ? 1 : maxLooks);
      if (!found.ok || found.value.parts.length === 0) return found;
      return failure('conflict', unloaded(found.value.parts).message, { unloaded: true });
    },
    async remember(text) {
      // Secrets of a server elsewhere are not stored here without being asked for.
      if (folder?.authDir === undefined || text === '' || text === remembered) return success(undefined);
      const done = await kept(text);
      if (done.ok) remembered = text;
      return done;
    },
    look: (signal) =>
      inTurn(async () => {
        const found = known.problem()
          ? await compare(signal, 1)
          : await compare(signal, maxLooks, () => known.current(signal));
        if (!found.ok) return found;
        // For the load that follows.
        known.report(found.value.seen);
        if (client.generation() === 'v6') known.judged(await lastApplied(found.value.seen));
        return success(known.problem());
      }),
    load: (signal) => choose(load, signal),
    keep: (signal) => choose(keep, signal),
  };
}

const hashOf = (part: string, said: Config): string => revisionOf(`${part} ${canonical(said[part])}`);

function asRunning(part: string, running: Config): ConfigEdit {
  const value = tidy(running[part]);
  const path = [part];
  return value === undefined ? { op: 'unset', path } : { op: 'set', path, value: value as ConfigValue };
}

function listed(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return first;
  return rest.length === 1
    ? words().config.two(first, rest[0] ?? '')
    : words().config.more(first, rest.length);
}
