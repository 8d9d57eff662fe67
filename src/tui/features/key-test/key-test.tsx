import { type ReactElement, useEffect, useState } from 'react';
import { Secret } from '../../../base/secret.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { KeyCheckResult, ProgressStep } from '../../../operations/index.ts';
import { useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { Report, type ReportLine } from '../../components/dialogs/report.tsx';
import { useConsole } from '../../context.tsx';
import { useReduced } from '../../hooks/use-reduced.ts';
import { begun, type TestState, testLines, verdictOf, withStep } from './steps.ts';
import { words } from './words.ts';

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
  const [turn, setTurn] = useState(0);
  const [state, dispatch] = useReduced(
    (before: TestState, change: (before: TestState) => TestState) => change(before),
    () => begun,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs once a turn
  useEffect(() => {
    const stop = new AbortController();
    dispatch(() => begun);
    const told = (change: (before: TestState) => TestState) => stop.signal.aborted || dispatch(change);
    void test((step) => told((before) => withStep(before, step)), stop.signal).then((outcome) =>
      told((before) => ({ ...before, outcome })),
    );
    return () => stop.abort();
  }, [turn]);
  const { outcome, steps } = state;
  const host = steps.at(-1)?.exchange?.host;
  return (
    <Report
      title={words().title(name)}
      lines={testLines(state, console.now(), room.columns)}
      busy={outcome ? undefined : host === undefined ? words().loading : words().waiting(host)}
      copy={outcome && { what: words().result, text: new Secret(verdictOf(outcome)[2]) }}
      onAgain={() => setTurn(turn + 1)}
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

/** Real requests with several keys: one row a key, as the answers come. Closing stops them. */
export function KeyTests({ title, keys, test }: KeyTestsProps): ReactElement {
  const [turn, setTurn] = useState(0);
  const [{ results, end }, dispatch] = useReduced(
    (before: TestsState, change: (before: TestsState) => TestsState) => change(before),
    () => ({ results: new Map(), end: undefined }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: they run once a turn
  useEffect(() => {
    const stop = new AbortController();
    dispatch(() => ({ results: new Map(), end: undefined }));
    const told = (change: (before: TestsState) => TestsState) => stop.signal.aborted || dispatch(change);
    void test(
      (id, outcome) =>
        told((before) => ({ ...before, results: new Map([...before.results, [id, outcome]]) })),
      stop.signal,
    ).then((outcome) => told((before) => ({ ...before, end: outcome })));
    return () => stop.abort();
  }, [turn]);
  const lines = keys.flatMap(({ id, name }): ReportLine[] => {
    const result = results.get(id);
    if (!result) return [{ text: `○ ${name} …`, role: 'muted' }];
    const [sign, role, text] = verdictOf(result);
    return [{ text: `${sign} ${name} · ${text}`, role }];
  });
  const failed: ReportLine[] = end && !end.ok ? ['', { text: `✕ ${end.message}`, role: 'danger' }] : [];
  return (
    <Report
      title={title}
      aside={words().tested(results.size, keys.length)}
      lines={[...lines, ...failed]}
      busy={end ? undefined : words().tested(results.size, keys.length)}
      onAgain={() => setTurn(turn + 1)}
    />
  );
}
