import { failure, type Outcome, success, withoutValue } from '../../../contract/outcome.ts';
import {
  type SignIn,
  type SignInProvider,
  type SignInStatus,
  signInStart,
} from '../../../contract/sign-in.ts';
import { signInRecords } from '../../../providers/accounts/sign-in-records.ts';
import type { ProviderOAuth } from '../../../providers/oauth.ts';
import type { PublicClient } from '../client/public-client.ts';
import { words } from '../words.ts';

/** A login that this console has started at the server. */
interface Begun {
  readonly record: ProviderOAuth;
  readonly filesBefore: FileMarks;
  /** The person said no: the server has less to say about it. */
  refused: boolean;
  /** How often the server said `ok` without anything to show for it. */
  unproven: number;
}

/** ms for which these servers wait for a callback (contract, sign-in). */
const loginTimeoutMs = 5 * 60_000;
/** A file may show a moment after the `ok`; after this many questions the login counts as lost. */
const enough = 5;

/**
 * Logins at a public server. It says `ok` without a state, and v6 for one that it does not know or no longer
 * knows, so it is never asked without, and only an auth file that is new or changed proves the end there.
 * `is_webui` is never sent: the server would listen on all its addresses.
 */
export function publicSignIn(client: PublicClient, now: () => number): SignIn {
  const begun = new Map<string, Begun>();
  const generation = () => (client.generation() === 'v6' ? 'v6' : 'v7');
  const offered = () => signInRecords.filter(({ offeredBy }) => offeredBy[generation()] !== undefined);

  const proofOf = async (state: string): Promise<Outcome<SignInStatus | undefined>> => {
    const login = begun.get(state);
    if (!login) return success(undefined);
    const files = await fileMarks(client);
    if (!files.ok) return files;
    const found = newFile(login.filesBefore, files.value, login.record.file.type);
    return success(found && { kind: 'done', ...found });
  };
  /** After the server's `ok`, which v6 also gives for unknown logins. */
  const afterOk = async (state: string): Promise<Outcome<SignInStatus>> => {
    const proof = await proofOf(state);
    if (!proof.ok) return proof;
    if (proof.value) return success(proof.value);
    if (generation() !== 'v6') return success({ kind: 'done' });
    const login = begun.get(state);
    if (login) login.unproven += 1;
    return success({ kind: login && login.unproven < enough ? 'exchanging' : 'lost' });
  };
  const afterError = async (state: string, text: string): Promise<Outcome<SignInStatus>> => {
    // It forgets a login a minute after its end; the auth file still shows the result.
    if (/unknown or expired state/i.test(text)) {
      const proof = await proofOf(state);
      return proof.ok ? success(proof.value ?? { kind: 'lost' }) : proof;
    }
    const { refused = false, record } = begun.get(state) ?? {};
    const { provider, failed } = words().signIn;
    const reason = failed(record?.title ?? provider, refused, text.replace(/\.$/, ''));
    return success({ kind: 'failed', reason });
  };

  return {
    async providers() {
      const list = offered().map(
        ({ words, title, device }): SignInProvider => ({
          id: words[0],
          title,
          flow: device ? 'device' : 'browser',
        }),
      );
      return success(list);
    },
    async start(provider, { project, signal } = {}) {
      const record = offered().find(({ words, aliases }) => [...words, ...aliases].includes(provider));
      if (!record) return notOffered(client, provider, offered());
      const filesBefore = await fileMarks(client, signal);
      if (!filesBefore.ok) return filesBefore;
      const answer = await client.request('getSignInUrl', {
        params: { provider: record.offeredBy[generation()] ?? record.words[0] },
        ...(project !== undefined && { query: { project_id: project } }),
        signal,
      });
      if (!answer.ok) return answer;
      const { url, state } = answer.value;
      if (state.trim() === '' || !/^https?:\/\//i.test(url))
        return failure('failed', words().signIn.noAddress(client.address.base));
      begun.set(state, { record, filesBefore: filesBefore.value, refused: false, unproven: 0 });
      return success(signInStart(record.words[0], answer.value, now(), loginTimeoutMs));
    },
    async status(state, signal) {
      if (state.trim() === '') return failure('invalid', words().signIn.noState);
      const status = await client.request('getSignInStatus', { query: { state }, signal });
      if (!status.ok) return status;
      if (status.value.status === 'wait') return success({ kind: 'waiting' });
      return status.value.status === 'ok'
        ? afterOk(state)
        : afterError(state, status.value.error ?? words().signIn.nothing);
    },
    async submit(redirectUrl, signal) {
      if (!URL.canParse(redirectUrl)) return failure('invalid', words().signIn.notAnAddress);
      const { searchParams } = new URL(redirectUrl);
      const login = begun.get(searchParams.get('state') ?? '');
      if (login) login.refused = searchParams.has('error');
      // v6 takes no answer without the name of the provider.
      const provider = login?.record.callbackWord;
      const input = { provider, redirect_url: redirectUrl };
      const handed = await client.request('postSignInCallback', { input, signal });
      return withoutValue(handed);
    },
    async cancel(state) {
      begun.delete(state);
      // v6 cannot: its login expires.
      if (generation() === 'v6') return success(undefined);
      const cancelled = await client.request('cancelSignIn', { query: { state } });
      return withoutValue(cancelled);
    },
  };
}

function notOffered({ address, generation }: PublicClient, provider: string, list: readonly ProviderOAuth[]) {
  const known = list.map(({ words: [word] }) => word).join(', ');
  const server = `${address.base} (${generation()})`;
  return failure('unsupported', words().signIn.notOffered(server, provider, known));
}

interface Mark {
  readonly type: string | undefined;
  readonly account: string | undefined;
  /** Of the last change; another one means: written since. */
  readonly changed: string;
}

/** Auth files by name, as they were at one moment. */
type FileMarks = ReadonlyMap<string, Mark>;

async function fileMarks(client: PublicClient, signal?: AbortSignal): Promise<Outcome<FileMarks>> {
  const files = await client.request('getAuthFiles', { signal });
  if (!files.ok) return files;
  return success(
    new Map(
      files.value.files.map(({ name, type, provider, email, modtime, updated_at }) => [
        name,
        { type: type ?? provider, account: email || undefined, changed: String(modtime ?? updated_at ?? '') },
      ]),
    ),
  );
}

/**
 * The file of that type that was not there before, or the one that has changed; without a name if several have,
 * as renewals change files too. undefined if there is none.
 */
function newFile(
  before: FileMarks,
  now: FileMarks,
  type: string,
): { readonly name?: string; readonly account?: string } | undefined {
  const written = [...now].filter(
    ([name, mark]) => mark.type === type && before.get(name)?.changed !== mark.changed,
  );
  const [first, ...others] = written;
  const found = written.find(([name]) => !before.has(name)) ?? (others.length === 0 ? first : undefined);
  if (!found) return first && {};
  const [name, { account }] = found;
  return account === undefined ? { name } : { name, account };
}
