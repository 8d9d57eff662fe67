import { didYouMean } from '../../base/text/did-you-mean.ts';
import type { AuthFile, AuthFileFields } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { SignInFlow } from '../../contract/sign-in.ts';
import { type Login, runLogin } from '../../oauth/flow/run-login.ts';
import { signInRecord, signInRecordOf, signInRecords } from '../../providers/accounts/sign-in-records.ts';
import type { Operation, OperationContext } from '../operation.ts';
import { findSession } from './find-session.ts';
import { words } from './words.ts';

export interface LogInInput {
  /** A word of the provider; absent: that of `again`. */
  readonly provider?: string;
  /** The session that logs in again in its place, as `findSession` takes it. */
  readonly again?: string;
  /** For providers that bill a project. */
  readonly project?: string;
  /** Called on each step. */
  readonly onFlow: (flow: SignInFlow) => void;
  /** Gets the login, for what is pasted. */
  readonly onLogin?: (login: Pick<Login, 'paste'>) => void;
}

interface LogInResult {
  readonly provider: string;
  /** Auth file, and whose account it is, as far as they are known. */
  readonly name?: string;
  readonly account?: string;
}

/** Logs in at a provider and waits for the end of it; the signal of the context cancels it (E2). */
export const logIn: Operation<LogInInput, LogInResult> = {
  id: 'log-in',
  get title() {
    return words().logIn.title;
  },
  changes: 'sessions',
  async run(context, input) {
    const { backend, login: effects, signal, now } = context;
    const planned = await planLogIn(context, input);
    if (!planned.ok) return planned;
    if (!backend.signIn || !effects) return notHere();
    const { words: names, title, before } = planned.value;
    const again = before?.name;
    const request = {
      provider: names[0],
      title,
      ...(again !== undefined && { again }),
      ...(input.project !== undefined && { project: input.project }),
    };
    const login = runLogin(backend.signIn, request, { ...effects, now }, input.onFlow);
    const cancel = (): void => login.cancel();
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    input.onLogin?.(login);
    const flow = await login.ended;
    signal?.removeEventListener('abort', cancel);
    if (flow.phase !== 'done') return failureOf(flow, title);
    const { name, account } = flow;
    const notes = before ? await keepFields(context, before, name) : '';
    const whose = account === undefined ? '' : words().logIn.as(account);
    const where = name === undefined ? '' : ` (${name})`;
    return success({
      result: {
        provider: names[0],
        ...(name !== undefined && { name }),
        ...(account !== undefined && { account }),
      },
      message: words().logIn.done(title, whose, where, notes),
      fingerprints: [],
      ...(name !== undefined && { names: [name] }),
    });
  },
};

const notHere = () => failure('unsupported', words().logIn.impossible);

/** The provider of the login and the session that it replaces; sends nothing to the provider. */
export async function planLogIn(context: OperationContext, input: Pick<LogInInput, 'provider' | 'again'>) {
  if (!context.backend.signIn) return failure('unsupported', words().logIn.unsupported);
  if (!context.login) return notHere();
  const before = await sessionOf(context, input.again);
  if (!before.ok) return before;
  const record = recordOf(input.provider, before.value);
  if (!record.ok) return record;
  const { words: names, title } = record.value;
  return success({ words: names, title, before: before.value });
}

async function sessionOf(
  { backend, signal }: OperationContext,
  again: string | undefined,
): Promise<Outcome<AuthFile | undefined>> {
  if (again === undefined) return success(undefined);
  if (!backend.sessions) return failure('unsupported', words().logIn.notRead);
  const listed = await backend.sessions.list(signal);
  if (!listed.ok) return listed;
  const found = findSession(listed.value, again, 'write');
  return found.ok ? backend.sessions.inspect(found.value.name, signal) : found;
}

function recordOf(word: string | undefined, session: AuthFile | undefined) {
  const known = signInRecordOf(session?.provider);
  const wanted = word === undefined ? known : signInRecord(word);
  if (word === undefined && !wanted) return failure('unsupported', words().logIn.noRecord(session?.name));
  if (!wanted) {
    const all = signInRecords.flatMap((record) => record.words);
    const meant = didYouMean(word ?? '', [...all, ...signInRecords.flatMap(({ aliases }) => aliases)]);
    return failure('unsupported', words().logIn.unknown(word ?? '', meant, all.join(', ')));
  }
  if (session && known !== wanted)
    return failure('invalid', words().logIn.otherProvider(session.name, wanted.title));
  return success(wanted);
}

/**
 * What a new login must not lose, whatever the server makes of the file. A sentence about what else there is
 * to say.
 */
async function keepFields(
  { backend, signal }: OperationContext,
  before: AuthFile,
  name: string | undefined,
): Promise<string> {
  if (name === undefined) return '';
  const after = await backend.sessions?.inspect(name, signal);
  if (!after?.ok) return '';
  const other = name === before.name ? '' : words().logIn.otherFile(before.name);
  // Of another account nothing is copied.
  if (other !== '' && before.account !== after.value.account) return other;
  const lost: Record<string, unknown> = {};
  for (const field of ['note', 'prefix', 'priority'] as const)
    if (before[field] !== undefined && after.value[field] === undefined) lost[field] = before[field];
  if (Object.keys(lost).length === 0) return other;
  const kept = await backend.sessions?.editFields(name, lost as AuthFileFields, signal);
  if (kept?.ok) return other;
  return words().logIn.lost(other, Object.keys(lost).join(', '), kept?.message);
}

function failureOf(flow: SignInFlow, title: string) {
  switch (flow.phase) {
    case 'failed':
      return failure('failed', flow.reason);
    case 'timed-out':
      return failure('failed', words().logIn.timedOut(title));
    default:
      return failure('cancelled', words().logIn.cancelled(title));
  }
}
