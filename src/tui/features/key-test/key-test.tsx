import { type ReactElement, useEffect, useState } from 'react';
import { Secret } from '../../../base/secrets/secret.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { KeyCheckResult, ProgressStep } from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { Report, type ReportLine } from '../../components/dialogs/report.tsx';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { begun, testLines, verdictOf, withStep } from './steps.ts';
import { words } from './words.ts';

type Change<State> = (before: State) => State;

/** Runs a test, and again on request; its state as far as it was reported. Leaving stops it. */
function useTest<State>(
  begin: State,
  run: (tell: (change: Change<State>) => unknown, signal: AbortSignal) => unknown,
): readonly [state: State, again: () => void] {
  const [turn, setTurn] = useState(0);
  const [state, dispatch] = useReduced(
    (before: State, change: Change<State>) => change(before),
    () => begin,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs once a turn
  useEffect(() => {
    const stop = new AbortController();
    dispatch(() => begin);
    void run((change) => stop.signal.aborted || dispatch(change), stop.signal);
    return () => stop.abort();
  }, [turn]);
  return [state, () => setTurn(turn + 1)];
}

export interface KeyTestProps {
  /** Whose key it is. */
  readonly name: string;
  /** Asks with the key; stops with the signal. */
  readonly test: (
    onStep: (step: ProgressStep) => void,
    signal: AbortSignal,
  ) => Promise<Outcome<KeyCheckResult>>;
}

/** A real request with one key: its steps as they happen, then what the answer means. Closing stops it. */
export function KeyTest({ name, test }: KeyTestProps): ReactElement {
  const console = useConsole();
  const room = useDialogRoom();
  const [state, again] = useTest(begun, async (tell, signal) => {
    const outcome = await test((step) => tell((before) => withStep(before, step)), signal);
    tell((before) => ({ ...before, outcome }));
  });
  const { outcome, steps } = state;
  const host = steps.at(-1)?.exchange?.host;
  return (
    <Report
      title={words().title(name)}
      lines={testLines(state, console.now(), room.columns)}
      busy={outcome ? undefined : host === undefined ? words().loading : words().waiting(host)}
      copy={outcome && { what: words().result, text: new Secret(verdictOf(outcome).text) }}
      onAgain={again}
    />
  );
}

export interface KeyTestsProps {
  readonly title: string;
  /** One row each. */
  readonly keys: readonly { readonly id: string; readonly name: string }[];
  /** Asks with all of them; the outcome of each by its id as soon as it is there. */
  readonly test: (
    onResult: (id: string, outcome: Outcome<KeyCheckResult>) => void,
    signal: AbortSignal,
  ) => Promise<Outcome<unknown>>;
}

interface TestsState {
  readonly results: ReadonlyMap<string, Outcome<KeyCheckResult>>;
  /** Of all together; undefined: it still runs. */
  readonly end: Outcome<unknown> | undefined;
}
const noResults: TestsState = { results: new Map(), end: undefined };

/** Real requests with several keys: one row a key, as the answers come. Closing stops them. */
export function KeyTests({ title, keys, test }: KeyTestsProps): ReactElement {
  const [{ results, end }, again] = useTest(noResults, async (tell, signal) => {
    const outcome = await test(
      (id, result) => tell((before) => ({ ...before, results: new Map([...before.results, [id, result]]) })),
      signal,
    );
    tell((before) => ({ ...before, end: outcome }));
  });
  const lines = keys.map(({ id, name }): ReportLine => {
    const result = results.get(id);
    if (!result) return { text: `○ ${name} …`, role: 'muted' };
    const { sign, role, text } = verdictOf(result);
    return { text: `${sign} ${name} · ${text}`, role };
  });
  const failed: ReportLine[] = end && !end.ok ? ['', { text: `✕ ${end.message}`, role: 'danger' }] : [];
  const count = words().tested(results.size, keys.length);
  return (
    <Report
      title={title}
      aside={count}
      lines={[...lines, ...failed]}
      busy={end ? undefined : count}
      onAgain={again}
    />
  );
}

/** Tests the keys: one with all its steps, several a row each. @param title of the box for several */
export function openKeyTests(
  { open }: Console,
  title: string,
  keys: KeyTestsProps['keys'],
  testOne: KeyTestProps['test'],
  testAll: KeyTestsProps['test'],
): void {
  const [first, ...more] = keys;
  if (!first) return;
  if (more.length === 0) open(<KeyTest name={first.name} test={testOne} />);
  else open(<KeyTests title={title} keys={keys} test={testAll} />);
}
