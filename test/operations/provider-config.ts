import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Backend } from '../../src/backend/backend.ts';
import type { Outcome } from '../../src/contract/outcome.ts';
import {
  type Done,
  type Operation,
  type OperationContext,
  runOperation,
} from '../../src/operations/operation.ts';
import { nameOfProviderKey } from '../../src/providers/name-provider-key.ts';
import { type ProviderKey, providerKeysOf } from '../../src/providers/provider-keys.ts';
import type { Subject } from '../backend/conformance.ts';
import { makeDiskSubject, makeServerSubject } from '../backend/make-subject.ts';
import { makePublicSubject } from '../backend/public/make-public-subject.ts';
import { got, start } from './fixture.ts';

export const claudeOne = 'fake-claude-key-000000000000000001';
export const claudeTwo = 'fake-claude-key-000000000000000002';
export const routerOne = 'fake-router-key-000000000000000001';
export const routerTwo = 'fake-router-key-000000000000000002';
export const fresh = 'fake-fresh-key-0000000000000000009';

export const providerConfig = `# Gateway of the example team
host: 127.0.0.1
port: 0
auth-dir: ./auth
remote-management:
  allow-remote: false
  secret-key: "fake-management-secret-0001"
api-keys:
  - "fake-client-key-alpha-0000000000000001"

# who pays is written behind each key
claude-api-key:
  # the website
  - api-key: "${claudeOne}" # paid by marketing
    prefix: web
    x-team: 0755 # kept for the billing script
    excluded-models:
      - claude-opus-*
    models:
      - name: claude-sonnet-4-5-20250929 # newest
        alias: sonnet
        x-note: kept
  - api-key: ${claudeTwo}
    base-url: https://claude.example.com

openai-compatibility:
  # bought in spring
  - name: openrouter
    base-url: https://openrouter.example.com/api/v1 # the long one
    x-contract: "4711"
    headers:
      X-Team: blue # theirs
      X-Other: red
    api-key-entries:
      - api-key: ${routerOne}
      - api-key: ${routerTwo} # the spare
        weight: 3
    models:
      - name: vendor/model-a
  - name: local
    base-url: http://127.0.0.1:11434/v1
debug: false
`;

/** Every kind of server; `exact`: what an edit does not name stays byte for byte there. */
export const everyServer: readonly {
  readonly server: string;
  readonly exact: boolean;
  readonly make: (text: string) => Promise<Subject>;
}[] = [
  { server: 'the files', exact: true, make: makeDiskSubject },
  { server: 'the embedded server', exact: true, make: makeServerSubject },
  { server: 'a public server, v7', exact: false, make: (text) => makePublicSubject('v7', text) },
  { server: 'a public server, v6', exact: false, make: (text) => makePublicSubject('v6', text) },
];

export interface Bench {
  readonly backend: Backend;
  readonly context: OperationContext;
  readonly text: () => string;
  rows(): Promise<readonly ProviderKey[]>;
  /** Names in their order, disabled ones in brackets. */
  names(list?: string): Promise<string[]>;
  /** By the name that a sentence has for it. */
  row(name: string): Promise<ProviderKey>;
  run<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Done<Result>>;
  fails<Input, Result>(operation: Operation<Input, Result>, input: Input): Promise<Outcome<Done<Result>>>;
}

export function benchOn({ backend, configPath }: Subject): Bench {
  let drawn = 0;
  const context: OperationContext = {
    backend,
    user: 'tester',
    now: () => start,
    randomBytes(count) {
      drawn += 1;
      return createHash('sha256').update(`seed ${drawn}`).digest().subarray(0, count);
    },
  };
  const rows = async () => providerKeysOf(got(await backend.load()).config);
  return {
    backend,
    context,
    text: () => readFileSync(configPath, 'utf8'),
    rows,
    async names(list = 'claude-api-key') {
      const own = (await rows()).filter((row) => row.list === list);
      return own.map((row) => (row.disabled ? `[${nameOfProviderKey(row)}]` : nameOfProviderKey(row)));
    },
    async row(name) {
      const found = (await rows()).find((row) => nameOfProviderKey(row) === name);
      if (!found) throw new Error(`no ${name}`);
      return found;
    },
    run: async (operation, input) => got(await runOperation(operation, context, input)),
    fails: (operation, input) => runOperation(operation, context, input),
  };
}

/** Lines of `now` that `before` has not, and of `before` that are gone. */
export function diffOf(before: string, now: string): { gone: string[]; come: string[] } {
  const [old, next] = [before.split('\n'), now.split('\n')];
  const less = (a: string[], b: string[]) => {
    const left = [...b];
    return a.filter((line) => {
      const at = left.indexOf(line);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return { gone: less(old, next), come: less(next, old) };
}
