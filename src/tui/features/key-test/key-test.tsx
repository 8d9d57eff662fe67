import { type ReactElement, useEffect, useState } from 'react';
import { Secret } from '../../../base/secrets/secret.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import type { KeyTestResult, ProgressStep } from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { useDialogRoom } from '../../components/dialogs/dialog.tsx';
import { Report, type ReportLine } from '../../components/dialogs/report.tsx';
import { fitText, widthOf } from '../../components/fit.ts';
import type { Span } from '../../components/text.tsx';
import { useConsole } from '../../context.tsx';
import { useParts } from '../../hooks/use-reduced.ts';
import type { Role } from '../../theme.ts';
import { words } from './words.ts';

type Result = Outcome<KeyTestResult>;
/** What a test has reported so far. */
interface TestState<End> {
  readonly steps: readonly ProgressStep[];
  /** By id of the key. */
  readonly results: ReadonlyMap<string, Result>;
  /** undefined while it runs. */
  readonly end: End | undefined;
}

type OnStep = (step: ProgressStep) => void;
type OnResult = (id: string, outcome: Result) => void;

/** Runs a test, and again on request; unmounting stops it. */
function useTest<End>(test: (onStep: OnStep, onResult: OnResult, signal: AbortSignal) => Promise<End>) {
  const [turn, setTurn] = useState(0);
  const begun: TestState<End> = { steps: [], results: new Map(), end: undefined };
  const [state, set, now] = useParts(() => begun);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs once a turn
  useEffect(() => {
    const stop = new AbortController();
    const report = (parts: Partial<TestState<End>>) => stop.signal.aborted || set(parts);
    set(begun);
    void test(
      (step) => report({ steps: withStep(now().steps, step) }),
      (id, outcome) => report({ results: new Map([...now().results, [id, outcome]]) }),
      stop.signal,
    ).then((end) => report({ end }));
    return () => stop.abort();
  }, [turn]);
  return { ...state, again: () => setTurn(turn + 1) };
}

/** A step is reported when it starts and again, with its duration, when it ends. */
function withStep(steps: readonly ProgressStep[], step: ProgressStep): readonly ProgressStep[] {
  const place = steps.findLastIndex(
    ({ exchange, ms }) => exchange?.step === step.exchange?.step && ms === undefined,
  );
  return place < 0 ? [...steps, step] : steps.with(place, step);
}

interface KeyTestProps {
  /** Name of the key. */
  readonly name: string;
  /** Runs the test; stops with the signal. */
  readonly test: (onStep: OnStep, signal: AbortSignal) => Promise<Result>;
}

/** A real request with one key: its steps as they happen, then what the answer means. Closing stops it. */
export function KeyTest({ name, test }: KeyTestProps): ReactElement {
  const console = useConsole();
  const room = useDialogRoom();
  const { steps, end: outcome, again } = useTest<Result>((onStep, _, signal) => test(onStep, signal));
  const host = steps.at(-1)?.exchange?.host;
  return (
    <Report
      title={words().title(name)}
      lines={testLines(steps, outcome, console.now(), room.columns)}
      busy={outcome ? undefined : host === undefined ? words().loading : words().waiting(host)}
      copy={outcome && { what: words().result, text: new Secret(verdictOf(outcome)[2]) }}
      onAgain={again}
    />
  );
}

interface KeyTestsProps {
  readonly title: string;
  /** One row each. */
  readonly keys: readonly { readonly id: string; readonly name: string }[];
  /** Tests all keys; reports each outcome by id as soon as it is known. */
  readonly test: (onResult: OnResult, signal: AbortSignal) => Promise<Outcome<unknown>>;
}

/** Real requests with several keys: one row per key, as the answers arrive. Closing stops them. */
export function KeyTests({ title, keys, test }: KeyTestsProps): ReactElement {
  const { results, end, again } = useTest((_, onResult, signal) => test(onResult, signal));
  const lines = keys.map(({ id, name }): ReportLine => {
    const result = results.get(id);
    if (!result) return { text: `○ ${name} …`, role: 'muted' };
    const [sign, role, text] = verdictOf(result);
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

/**
 * Tests the keys: one key with all its steps, several with one row each. @param title of the box for several
 */
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

const looks: Readonly<Record<KeyTestResult['state'], readonly [sign: string, role: Role]>> = {
  works: ['✓', 'success'],
  limited: ['!', 'warning'],
  refused: ['✕', 'danger'],
  unreachable: ['✕', 'danger'],
  unclear: ['?', 'warning'],
  skipped: ['–', 'muted'],
};

const verdictOf = (result: Result): readonly [sign: string, role: Role, text: string] =>
  result.ok ? [...looks[result.value.state], result.value.message] : ['✕', 'danger', result.message];

/** The rows of a test of one key: its steps, then what the answer means. @param width columns */
function testLines(
  steps: readonly ProgressStep[],
  outcome: Result | undefined,
  now: number,
  width: number,
): readonly ReportLine[] {
  const lines = stepLines(steps, outcome, now, width);
  if (!outcome) return lines;
  const [sign, role, text] = verdictOf(outcome);
  const models = outcome.ok ? (outcome.value.models ?? []) : [];
  const offered: ReportLine = { text: words().models(models.length, models.join(', ')), role: 'muted' };
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    { text: `${sign} ${text}`, role },
    ...(models.length > 0 ? ['', offered] : []),
  ];
}

function stepLines(
  steps: readonly ProgressStep[],
  outcome: Result | undefined,
  now: number,
  width: number,
): readonly ReportLine[] {
  // A second exchange sends the same request without the key: one row.
  const end = steps.findIndex(({ exchange, ms }) => exchange?.step === 'answer' && ms !== undefined) + 1;
  const first = end === 0 ? steps : steps.slice(0, end);
  const control = end === 0 ? [] : steps.slice(end);
  const titles = Math.max(...Object.values(words().steps).map(widthOf), widthOf(words().control));
  const details = Math.min(36, width - titles - 14);
  const [sign = ' ', role] = outcome ? verdictOf(outcome) : [];
  const row = (done: boolean, title: string, detail: string, ms: number | undefined): readonly Span[] => [
    { text: done ? '✓' : sign, role: done ? 'success' : role },
    { text: ` ${fitText(title, titles)}  ` },
    { text: `${fitText(detail, details)} ` },
    { text: (ms === undefined ? '' : `${Math.round(ms)} ms`).padStart(9), role: 'muted' },
  ];
  const lines = first.map((step, place) => {
    // The answer decides; if the test ended during a step, that step failed.
    const isVerdict = outcome && place === end - 1 && control.length === 0;
    const title = step.exchange ? words().steps[step.exchange.step] : step.text;
    return row(step.ms !== undefined && !isVerdict, title, detailOf(step, now), step.ms);
  });
  if (control.length === 0) return lines;
  const ms = outcome && control.reduce((sum, step) => sum + (step.ms ?? 0), 0);
  return [...lines, row(false, words().control, words().withoutKey, ms)];
}

function detailOf({ exchange, ms }: ProgressStep, now: number): string {
  if (!exchange) return '';
  const { step, host, detail } = exchange;
  if (detail === undefined)
    return step === 'proxy' || step === 'resolve' ? host : ms === undefined ? '…' : '';
  if (step === 'resolve') return words().resolved(host, String(detail));
  if (step === 'tls' && typeof detail === 'number')
    return words().validUntil(formatInstant(detail, now).replace(/ [\d:]+$/, ''));
  return String(detail);
}
