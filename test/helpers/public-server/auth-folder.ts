import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Fields, isFields } from './answers.ts';
import { goTime, recentRequests } from './go-text.ts';
import { authIndex } from './provider-entries.ts';
import type { ServerKind } from './types.ts';

/**
 * The credential files of a server, read from disk at every call. A start lists those at any depth, hidden folders
 * too; after it only the folder itself is watched, so that a nested one shows with the next start.
 */
export interface AuthFolder {
  /** A start of the server. */
  look(): void;
  list(): Fields[];
  entry(name: string): Fields | undefined;
  has(name: string): boolean;
  text(name: string): string | undefined;
  data(name: string): Fields | undefined;
  write(name: string, text: string, uploaded?: boolean): void;
  remove(name: string): void;
  names(): string[];
}

const shownFields = ['project_id', 'priority', 'weight', 'note', 'websockets', 'request_retry'];

export function openAuthFolder(kind: ServerKind, path: string, now: () => number): AuthFolder {
  mkdirSync(path, { recursive: true });
  /** A file of type gemini needs a plugin and is not loaded at start, yet appears after an upload. */
  const uploaded = new Set<string>();
  const place = (name: string) => join(path, name);
  const files = () =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.json$/i.test(name) && statSync(place(name)).isFile())
      .sort();
  let nested: readonly string[] = [];
  const folder: AuthFolder = {
    look() {
      nested = files().filter(isNested);
    },
    names: () => files().filter((name) => !isNested(name) || nested.includes(name)),
    has: (name) => folder.names().includes(name),
    text: (name) => (folder.has(name) ? readFileSync(place(name), 'utf8') : undefined),
    data(name) {
      try {
        const data: unknown = JSON.parse(folder.text(name) ?? '');
        return isFields(data) ? data : undefined;
      } catch {
        return undefined;
      }
    },
    write(name, text, isUpload = false) {
      mkdirSync(dirname(place(name)), { recursive: true });
      writeFileSync(place(name), text, { mode: 0o600 });
      if (isUpload) uploaded.add(name);
    },
    remove(name) {
      rmSync(place(name), { force: true });
      uploaded.delete(name);
    },
    entry(name) {
      const data = folder.data(name);
      if (!data || (kind === 'v7' && data.type === 'gemini' && !uploaded.has(name))) return undefined;
      const entry = listed(name, data, place(name), now());
      return kind === 'v6' ? asV6(entry, data) : entry;
    },
    list: () =>
      folder
        .names()
        .map(folder.entry)
        .filter((entry) => entry !== undefined),
  };
  return folder;
}

export const isNested = (name: string): boolean => name !== basename(name);

function listed(name: string, data: Fields, path: string, at: number): Fields {
  const { size, mtimeMs, birthtimeMs } = statSync(path);
  const type = String(data.type || 'unknown');
  const email = typeof data.email === 'string' ? data.email : '';
  const disabled = data.disabled === true;
  const entry: Fields = {
    auth_index: authIndex(name),
    created_at: goTime(birthtimeMs || mtimeMs),
    disabled,
    failed: 0,
    id: name,
    label: email || type,
    modtime: goTime(mtimeMs),
    name,
    path,
    provider: type,
    recent_requests: recentRequests(at),
    runtime_only: false,
    size,
    source: 'file',
    status: disabled ? 'disabled' : 'active',
    status_message: '',
    success: 0,
    type,
    unavailable: false,
    updated_at: goTime(mtimeMs),
  };
  if (email) Object.assign(entry, { email, account: email });
  if (email || data.access_token) entry.account_type = 'oauth';
  for (const field of shownFields) {
    const value = data[field];
    if (
      value !== undefined &&
      value !== null &&
      value !== '' &&
      !(value === 0 && field !== 'request_retry')
    ) {
      entry[field] = value;
    }
  }
  const plan = planOf(data.id_token);
  if (type === 'codex' && plan) entry.id_token = plan;
  return entry;
}

/** v6 has its own name for gemini, puts the project behind the account, and shows no project by itself. */
function asV6(entry: Fields, data: Fields): Fields {
  const { project_id: _, ...shown } = entry;
  if (data.type !== 'gemini') return shown;
  return {
    ...shown,
    type: 'gemini-cli',
    provider: 'gemini-cli',
    account: `${data.email} (${data.project_id})`,
  };
}

/** Plan and dates out of the payload of a codex token; never the token. */
function planOf(token: unknown): Fields | undefined {
  const [, payload] = typeof token === 'string' ? token.split('.') : [];
  try {
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString('utf8'));
    const auth = claims['https://api.openai.com/auth'];
    if (!isFields(auth)) return undefined;
    const names = {
      chatgpt_account_id: 'chatgpt_account_id',
      chatgpt_subscription_active_start: 'chatgpt_subscription_active_start',
      chatgpt_subscription_active_until: 'chatgpt_subscription_active_until',
      plan_type: 'chatgpt_plan_type',
    };
    return Object.fromEntries(Object.entries(names).map(([shown, claim]) => [shown, auth[claim]]));
  } catch {
    return undefined;
  }
}
