import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { formatOf } from '../../src/cli/args/common-options.ts';
import { commandNamed } from '../../src/cli/commands/index.ts';
import { answers, dryRunAnswer, failureAnswer, unchangedAnswer } from '../../src/contract/answers/index.ts';

/** Every JSON document that a command prints in a test is one of those in docs/json.md, without further members. */
export function checkAnswer(argv: readonly string[], printed: string): void {
  const [first = '', second = ''] = argv;
  const name = commandNamed(`${first} ${second}`) ?? commandNamed(first);
  // --follow and a login print events, a line each.
  if (name === undefined || formatOf(argv) !== 'json' || printed.trimEnd().includes('\n')) return;
  const document = parsed(printed);
  if (document === undefined || 'event' in document) return;
  const { ok, ...members } = document;
  const schema = answers[name];
  const wanted = ok === false && 'error' in members ? failureAnswer : schema;
  if (!wanted) throw new Error(`src/contract/answers has no answer of ${name}`);
  const given = wanted === failureAnswer ? document : members;
  const result = v.safeParse(wanted, given);
  if (result.success && isDeepStrictEqual(result.output, given)) return;
  if (v.is(unchangedAnswer, members) || v.is(dryRunAnswer, members)) return;
  const place = result.success ? 'a member' : (v.getDotPath(result.issues[0]) ?? result.issues[0].message);
  throw new Error(
    `${argv.join(' ')}: ${place} is not as in src/contract/answers: ${printed.slice(0, 2_000)}`,
  );
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
