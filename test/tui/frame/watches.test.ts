import { expect, onTestFinished, test, vi } from 'vitest';
import { failure, success } from '../../../src/contract/outcome.ts';
import { createStore } from '../../../src/store/store.ts';
import { watchPulse } from '../../../src/tui/frame/watches.ts';
import { initialUiState, reduceUi } from '../../../src/tui/ui/ui-state.ts';
import { fakeFigures, sessionWithUsage } from '../../helpers/fake-usage.ts';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('the traffic of a quiet server is asked for once, whether it records or not, and again after a failure', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const totals = { since: 0, requests: 0, failed: 0, tokensKnown: 0, costKnown: 0 };
  for (const [answer, timers] of [
    [success(fakeFigures({ totals })), 0],
    [success(fakeFigures({ totals, recording: false })), 0],
    [failure('failed', 'It does not answer.'), 1],
  ] as const) {
    const { session } = sessionWithUsage();
    session.figures = () => answer;
    const ui = createStore(reduceUi, initialUiState(120, 40));
    const stop = watchPulse(session, ui, Date.now);
    await settled();
    expect([session.usageRequests.length, vi.getTimerCount()]).toEqual([1, timers]);
    stop();
  }
});
