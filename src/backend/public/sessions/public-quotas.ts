import * as v from 'valibot';
import type { ConsoleFolder } from '../../../config/console-folder/console-folder.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import type { Change } from '../../../contract/change.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Quota } from '../../../contract/quota/quota.ts';
import { accountProvider } from '../../../providers/accounts/auth-file-kinds.ts';
import { notAsked, openQuotaBook } from '../../../providers/quota/quota-book.ts';
import { goneFile, shownName } from '../../auth-files/names.ts';
import type { PublicClient } from '../client/public-client.ts';
import { words } from '../words.ts';

interface PublicQuotasOptions {
  readonly client: PublicClient;
  /** Absent: what is learnt is forgotten when the console ends. */
  readonly folder: ConsoleFolder | undefined;
  readonly now: () => number;
  readonly emit: (change: Change) => void;
}

export interface PublicQuotas {
  /** A record of the usage feed, where v7 gives the headers of the provider's answer. */
  hear(record: unknown): void;
  /** The rows of the whole list with what is known of their quotas. */
  on(rows: readonly AuthFile[]): AuthFile[];
  of(row: AuthFile): AuthFile;
  ask(name: string, signal?: AbortSignal): Promise<Outcome<Quota>>;
  close(): Promise<void>;
}

/** Recorded: `response_headers` as Go writes them. */
const recordSchema = v.object({
  timestamp: v.string(),
  latency_ms: v.optional(v.number(), 0),
  auth_index: v.pipe(v.string(), v.minLength(1)),
  provider: v.string(),
  response_headers: v.record(v.string(), v.array(v.string())),
});

/**
 * The quotas of a public server's accounts by their `auth_index`, which changes with the file. It is asked for with
 * `api-call`: an index that is not there is not refused, so it is read just before.
 */
export async function publicQuotas(options: PublicQuotasOptions): Promise<PublicQuotas> {
  const { client, folder, now, emit } = options;
  /** Names of the auth files, as last listed. */
  let names: ReadonlyMap<string, string> = new Map();
  const book = await openQuotaBook({
    file: folder && { read: folder.readQuotas, add: folder.addQuotas },
    now,
    changed(ids) {
      const named = ids.flatMap((id) => {
        const [name, quota] = [names.get(id), book.of(id)];
        return name !== undefined && quota ? [[name, quota] as const] : [];
      });
      if (named.length > 0) emit({ type: 'session-quotas', quotas: Object.fromEntries(named) });
    },
  });
  const withQuota = (file: AuthFile): AuthFile => {
    const quota = file.authIndex === undefined ? undefined : book.of(file.authIndex);
    return quota ? { ...file, quota } : file;
  };
  return {
    hear(record) {
      const parsed = v.safeParse(recordSchema, record);
      const provider = parsed.success ? accountProvider(parsed.output.provider) : undefined;
      if (!parsed.success || !provider) return;
      const { timestamp, latency_ms: latency, auth_index: id, response_headers: written } = parsed.output;
      const headers = Object.fromEntries(
        Object.entries(written).map(([name, values]) => [name.toLowerCase(), values]),
      );
      const ended = Date.parse(timestamp) + latency;
      // The server's clock may be ahead.
      const at = ended > 0 ? Math.min(ended, now()) : now();
      book.hear(id, provider.quota?.ofHeaders?.(headers, at), at);
    },
    on(rows) {
      names = new Map(rows.flatMap(({ authIndex, name }) => (authIndex ? [[authIndex, name]] : [])));
      return rows.map(withQuota);
    },
    of: withQuota,
    async ask(name, signal) {
      const listed = await client.request('getAuthFiles', { query: { name }, signal });
      if (!listed.ok) return listed;
      const entry = listed.value.files.find((file) => file.name === name);
      if (!entry) return goneFile(name);
      const { auth_index: id, provider: type = entry.type ?? '' } = entry;
      const provider = accountProvider(type);
      if (!provider) return failure('unsupported', words().quota.none(type || shownName(name)));
      if (!provider.quota?.request) return notAsked(provider);
      if (!id) return failure('unsupported', words().quota.notNamed(shownName(name)));
      return book.ask({ id, provider, about: entry }, async ({ method, url, headers, body }) => {
        const header = { ...headers, Authorization: 'Bearer $TOKEN$', 'User-Agent': 'cli-proxy' };
        const input = { auth_index: id, method, url, header, ...(body !== undefined && { data: body }) };
        const answer = await client.request('callApi', { input, signal });
        if (!answer.ok) return answer;
        const { status_code: status, header: said, body: text } = answer.value;
        const lower = Object.entries(said).map(([key, values]) => [key.toLowerCase(), values]);
        return success({ status, headers: Object.fromEntries(lower), body: text });
      });
    },
    close: book.close,
  };
}
