import type { ClientKey } from '../../../contract/client-key.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { findClientKey, findKeyOrPair } from '../../../operations/client-keys/find-client-key.ts';
import { type Done, type Operation, runOperation } from '../../../operations/operation.ts';
import type { Call, CommandOutcome } from '../../command.ts';
import type { Opened } from '../../world.ts';

/** Runs an operation that needs no key by name. A note on the way taken stands before its sentence. */
export async function runOn<Input, Result>(
  call: Call,
  use: 'read' | 'write',
  operation: Operation<Input, Result>,
  input: Input,
): Promise<CommandOutcome<Done<Result>>> {
  const opened = await call.world.openBackend(use);
  if (!opened.ok) return opened;
  return runOpened(opened.value, operation, input);
}

export async function runOpened<Input, Result>(
  { context, note }: Opened,
  operation: Operation<Input, Result>,
  input: Input,
): Promise<CommandOutcome<Done<Result>>> {
  const outcome = await runOperation(operation, context, input);
  if (!outcome.ok || note === undefined) return outcome;
  return success({ ...outcome.value, message: `${note}\n${outcome.value.message}` });
}

export interface Named {
  readonly opened: Opened;
  readonly keys: readonly ClientKey[];
}

/** The keys that the words name, all of them or a failure. */
export async function keysNamed(
  call: Call,
  use: 'read' | 'write',
  words: readonly string[],
  ofPair?: 'old' | 'new' | 'both',
): Promise<CommandOutcome<Named>> {
  const opened = await call.world.openBackend(use);
  if (!opened.ok) return opened;
  const loaded = await opened.value.backend.load();
  if (!loaded.ok) return loaded;
  const keys: ClientKey[] = [];
  for (const word of words) {
    const all = loaded.value.clientKeys;
    const found = ofPair === 'both' ? findKeyOrPair(all, word) : one(findClientKey(all, word, ofPair));
    if (!found.ok) return found;
    keys.push(...found.value);
  }
  return success({ opened: opened.value, keys });
}

const one = (found: Outcome<ClientKey>): Outcome<readonly ClientKey[]> =>
  found.ok ? success([found.value]) : found;

export async function keyNamed(
  call: Call,
  use: 'read' | 'write',
  ofPair?: 'old' | 'new',
): Promise<CommandOutcome<{ opened: Opened; key: ClientKey }>> {
  const named = await keysNamed(call, use, call.words.slice(0, 1), ofPair);
  if (!named.ok) return named;
  const [key] = named.value.keys;
  if (!key) throw new Error('a command with a key needs a word');
  return success({ opened: named.value.opened, key });
}
