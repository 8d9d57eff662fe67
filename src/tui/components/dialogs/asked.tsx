import { type ReactElement, useEffect, useState } from 'react';
import type { Outcome } from '../../../contract/outcome.ts';
import { Report } from './report.tsx';

export interface AskedProps<Answer> {
  readonly title: string;
  /** What it waits for. */
  readonly busy: string;
  /** Asked once; closing the box stops it. */
  readonly ask: (signal: AbortSignal) => Promise<Outcome<Answer>>;
  readonly show: (answer: Answer) => ReactElement;
}

/** A box that has to ask for what it shows. */
export function Asked<Answer>({ title, busy, ask, show }: AskedProps<Answer>): ReactElement {
  const [outcome, setOutcome] = useState<Outcome<Answer>>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked once
  useEffect(() => {
    const stop = new AbortController();
    void ask(stop.signal).then((answer) => stop.signal.aborted || setOutcome(answer));
    return () => stop.abort();
  }, []);
  if (!outcome) return <Report title={title} lines={[]} busy={busy} />;
  if (!outcome.ok) return <Report title={title} lines={[{ text: `✕ ${outcome.message}`, role: 'danger' }]} />;
  return show(outcome.value);
}
