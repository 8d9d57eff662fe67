import { fingerprint } from '../../src/base/secrets/fingerprint.ts';
import { Secret } from '../../src/base/secrets/secret.ts';
import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { ClientKey, KeyRecord } from '../../src/contract/client-key.ts';
import { failure, type Outcome, success } from '../../src/contract/outcome.ts';
import type { SignInProvider } from '../../src/contract/sign-in.ts';
import type { UsageFigures, UsageRequest } from '../../src/contract/usage-figures.ts';
import type { Inquiry, Operation, ProgressStep } from '../../src/operations/operation.ts';
import type { ConsoleSession, InspectedSession } from '../../src/session/console-session.ts';
import type { Traffic } from '../../src/session/ports.ts';
import type { ConsoleAction } from '../../src/store/console-action.ts';
import { initialConsoleState, reduceConsole } from '../../src/store/reduce-console.ts';
import type { ConsoleState, ServerView } from '../../src/store/state.ts';
import { createStore } from '../../src/store/store.ts';

/** The instant at which tests take place, in ms since the epoch. */
export const testNow = Date.UTC(2026, 10, 16, 9, 0, 0);

export const fullCapabilities: Capabilities = {
  clientKeys: 'enforced',
  labels: 'enforced',
  expiry: 'enforced',
  limits: 'enforced',
  activity: 'enforced',
  configText: 'enforced',
  secretRotation: 'enforced',
  everyProvider: 'shown',
  cooldowns: 'enforced',
  sessions: 'enforced',
  amp: 'enforced',
  push: 'enforced',
};

/** A client key as a backend gives it; the value is obviously fake. */
export function fakeKey(
  name: string,
  more: Partial<Omit<ClientKey, 'record'>> & { record?: Partial<KeyRecord> } = {},
): ClientKey {
  const value = `fake-client-key-${name.replace(/[^a-z0-9]/gi, '-')}-0000000000000001`;
  const print = fingerprint(value);
  const { record, ...rest } = more;
  return {
    id: print,
    fingerprint: print,
    key: new Secret(value),
    record: {
      fingerprint: print,
      label: name,
      purpose: 'production',
      createdAt: '2026-11-01T08:00:00.000Z',
      ...record,
    },
    activity: undefined,
    duplicate: false,
    sample: false,
    weak: false,
    ...rest,
  };
}

export function fakeServer(clientKeys: readonly ClientKey[], more: Partial<ServerView> = {}): ServerView {
  return { config: {}, revision: 'r1', clientKeys, problem: null, warnings: [], ...more };
}

export interface FakeSession extends ConsoleSession {
  readonly dispatch: (action: ConsoleAction) => void;
  /** What was asked of it, in order: `run rotate-client-key`, `ask check-client-key`, `copy`, `undo` … */
  readonly calls: string[];
  /** Inputs of `run` and `ask`, in order. */
  readonly inputs: unknown[];
  /** What was asked of `usage`, and what it answers. */
  readonly usageRequests: UsageRequest[];
  figures: (request: UsageRequest) => Promise<Outcome<UsageFigures>> | Outcome<UsageFigures>;
  /** What `logins.providers` answers. */
  loginProviders: () => Outcome<readonly SignInProvider[]>;
  /** By path, what `files.save` was given; a path that is there is a conflict. */
  readonly saved: Map<string, string>;
  /** What `files.read` answers. */
  fileText: (path: string) => Outcome<{ readonly path: string; readonly text: Secret }>;
  /** Whom the server of this console serves. */
  served: Traffic | undefined;
  /** What `inspectSession` answers. */
  inspected: (name: string) => Outcome<InspectedSession>;
  /** What the next operations answer; without one `run` waits until `answer` is called. */
  answer: (
    operation: string,
    input: unknown,
    onProgress?: (step: ProgressStep) => void,
  ) => Promise<Outcome<unknown>> | Outcome<unknown>;
}

/** A session that does nothing but remember; its store is the real one. */
export function createFakeSession(start: Partial<ConsoleState> = {}): FakeSession {
  const state = initialConsoleState({
    place: 'http://127.0.0.1:8317',
    configPath: undefined,
    readOnly: false,
    ...start,
  });
  const store = createStore<ConsoleState, ConsoleAction>(reduceConsole, state);
  const calls: string[] = [];
  const inputs: unknown[] = [];
  const usageRequests: UsageRequest[] = [];
  const note = (name: string) => async () => {
    calls.push(name);
  };
  const session: FakeSession = {
    store,
    dispatch: store.dispatch,
    calls,
    inputs,
    answer: (operation) =>
      success(
        operation === 'diagnose' ? { findings: [], unchecked: [], checked: [], at: testNow } : undefined,
      ),
    usageRequests,
    figures: () => failure('unsupported', 'This server does not report single requests.'),
    async usage(request) {
      usageRequests.push(request);
      return session.figures(request);
    },
    inspected: () => failure('unsupported', 'The sessions of this server cannot be managed from here.'),
    loadSessions: note('loadSessions'),
    watchProviderStates() {
      calls.push('watchProviderStates');
      return () => calls.push('unwatchProviderStates');
    },
    keyPressed: () => {},
    inspectSession: async (name) => session.inspected(name),
    signIn: async () => {
      calls.push('signIn');
    },
    retry: note('retry'),
    startServer: note('startServer'),
    acceptOffer: note('acceptOffer'),
    setUpOwn: () => void calls.push('setUpOwn'),
    openNearest: () => void calls.push('openNearest'),
    async traffic() {
      return session.served;
    },
    keepServer: note('keepServer'),
    served: undefined,
    workOnFiles: note('workOnFiles'),
    reload: note('reload'),
    async run<Input, Result>(operation: Operation<Input, Result>, input: Input) {
      calls.push(`run ${operation.id}`);
      inputs.push(input);
      store.dispatch({ type: 'operation-started', title: operation.title, at: testNow });
      const outcome = (await session.answer(operation.id, input)) as Outcome<Result>;
      store.dispatch({ type: 'operation-ended' });
      const message = outcome.ok ? `Done: ${operation.id}.` : outcome.message;
      store.dispatch({ type: 'result', result: { tone: outcome.ok ? 'ok' : 'error', message } });
      return outcome;
    },
    async ask<Input, Result>(
      operation: Inquiry<Input, Result>,
      input: Input,
      onProgress?: (step: ProgressStep) => void,
    ) {
      calls.push(`ask ${operation.id}`);
      inputs.push(input);
      return (await session.answer(operation.id, input, onProgress)) as Outcome<Result>;
    },
    undo: note('undo'),
    undoRevokes: () => [],
    cancel: () => {
      calls.push('cancel');
    },
    async copy() {
      calls.push('copy');
      return success('system' as const);
    },
    logins: {
      providers: async () => session.loginProviders(),
      async start({ provider, title, again }) {
        calls.push(`login ${provider}${again === undefined ? '' : ` again ${again}`}`);
        const flow = { phase: 'starting', provider } as const;
        store.dispatch({ type: 'login', login: { title, flow, ...(again !== undefined && { again }) } });
      },
      paste: (text) => calls.push(`paste ${text}`),
      cancel: () => calls.push('cancel login'),
      async open() {
        calls.push('open link');
        return success(undefined);
      },
    },
    loginProviders: () => failure('unsupported', 'Nobody can log in at a provider from here.'),
    files: {
      read: async (path) => session.fileText(path),
      async save(path, text, { overwrite }) {
        calls.push(`save ${path}`);
        if (session.saved.has(path) && !overwrite) {
          return failure('conflict', `The file ${path} already exists.`);
        }
        session.saved.set(path, text.reveal());
        return success({ path });
      },
    },
    saved: new Map(),
    fileText: () => failure('failed', 'There is no such file.'),
    acknowledgeFirstRun() {
      calls.push('acknowledgeFirstRun');
      store.dispatch({ type: 'first-run-acknowledged' });
    },
    async answerFeedQuestion(yes) {
      calls.push(`answer ${yes ? 'yes' : 'no'}`);
      const { signedInAs = '', version, capabilities = fullCapabilities } = store.snapshot();
      store.dispatch({ type: 'signed-in', signedInAs, version, capabilities, feedAnswer: yes });
    },
    close: note('close'),
  };
  return session;
}

/** Live, signed in, with these keys. */
export function signedIn(
  clientKeys: readonly ClientKey[],
  more: Partial<ServerView> = {},
): Partial<ConsoleState> {
  return {
    connection: { kind: 'live' },
    signedInAs: 'local password',
    version: '0.1.0',
    capabilities: fullCapabilities,
    server: fakeServer(clientKeys, more),
    loadedAt: testNow,
  };
}
