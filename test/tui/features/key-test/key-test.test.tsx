import { expect, test } from 'vitest';
import { failure, type Outcome, success } from '../../../../src/contract/outcome.ts';
import type { ExchangeStep } from '../../../../src/contract/outside.ts';
import type { KeyTestResult, ProgressStep } from '../../../../src/operations/index.ts';
import { KeyTest, KeyTests } from '../../../../src/tui/features/key-test/key-test.tsx';
import { dialogAt } from '../../components/dialogs/dialog-at.tsx';

const host = 'api.openai.com';
const step = (name: ExchangeStep, ms?: number, detail?: string | number): ProgressStep => ({
  text: `${name} ${host}`,
  ms,
  exchange: { step: name, host, detail },
});
const limited: KeyTestResult = {
  state: 'limited',
  cause: 'credits',
  message: 'The account has no credit left.',
  checkedAt: 0,
};

/** A test that the caller advances step by step. */
function heldTest() {
  const held = {
    report: (_: ProgressStep) => {},
    end: (_: Outcome<KeyTestResult>) => {},
    stopped: 0,
    runs: 0,
  };
  const run = (onStep: (step: ProgressStep) => void, signal: AbortSignal) => {
    held.runs += 1;
    held.report = onStep;
    signal.addEventListener('abort', () => {
      held.stopped += 1;
    });
    return new Promise<Outcome<KeyTestResult>>((resolve) => {
      held.end = resolve;
    });
  };
  return { held, run };
}

test('the steps appear as they happen, each with what came of it and its time', async () => {
  const { held, run } = heldTest();
  const box = dialogAt(<KeyTest name="Codex ops · sk-p…99Zk" test={run} />);
  await box.press('Down');
  held.report(step('resolve'));
  held.report(step('resolve', 4, '192.0.2.10'));
  held.report(step('connect'));
  await box.press('Down');
  expect(box.frame()).toContain('✓ Resolve  api.openai.com → 192.0.2.10');
  expect(box.frame()).toMatch(/ {3}Connect {2}…/);
  for (const [name, ms, detail] of [
    ['connect', 11, 443],
    ['tls', 18, Date.UTC(1970, 1, 3, 12)],
    ['request', 2, 'GET /v1/models'],
    ['answer', 210, 429],
  ] as const) {
    if (name !== 'connect') held.report(step(name));
    held.report(step(name, ms, detail));
  }
  held.end(success(limited));
  await box.press('Down');
  expect(box.frame()).toBe(
    `
╭ Test Codex ops · sk-p…99Zk ──────────────────────────────────────────────────╮
│  ✓ Resolve  api.openai.com → 192.0.2.10               4 ms                   │
│  ✓ Connect  443                                      11 ms                   │
│  ✓ TLS      valid until 3 Feb                        18 ms                   │
│  ✓ Request  GET /v1/models                            2 ms                   │
│  ! Answer   429                                     210 ms                   │
│                                                                              │
│  ! The account has no credit left.                                           │
│                                                t again · c copy · Esc close  │
╰──────────────────────────────────────────────────────────────────────────────╯`.slice(1),
  );
});

test('the step that was cut off has the sign of the failure', async () => {
  const { held, run } = heldTest();
  const box = dialogAt(<KeyTest name="dev" test={run} />);
  await box.press('Down');
  held.report(step('resolve'));
  held.end(success({ ...limited, state: 'unreachable', message: 'No such host.' }));
  await box.press('Down');
  expect(box.frame()).toContain('✕ Resolve');
});

test('the same request without the key is one row, which has the verdict', async () => {
  const { held, run } = heldTest();
  const box = dialogAt(<KeyTest name="dev" test={run} />);
  await box.press('Down');
  for (const ms of [3, 4]) {
    held.report(step('connect'));
    held.report(step('connect', ms, 80));
    held.report(step('answer'));
    held.report(step('answer', ms, 200));
  }
  held.end(success({ ...limited, state: 'unclear', message: 'It answers the same without the key.' }));
  await box.press('Down');
  expect(box.frame().match(/Connect/g)).toHaveLength(1);
  expect(box.frame()).toMatch(/✓ Answer {3}200/);
  expect(box.frame()).toMatch(/\? Compare {2}the same request without the key +8 ms/);
});

test('t runs it again; closing it stops it, and what comes later is not shown', async () => {
  const { held, run } = heldTest();
  const box = dialogAt(<KeyTest name="dev" test={run} />);
  await box.press('Down', 't');
  expect(held.runs).toBe(1);
  held.end(failure('cancelled', 'Stopped.'));
  await box.press('Down', 't', 'Down');
  expect([held.runs, held.stopped]).toEqual([2, 1]);
  expect(box.frame()).not.toContain('Stopped.');
  await box.press('Escape');
  expect(box.log).toEqual(['close']);
});

test('several keys are a row each, in their order, as the answers come', async () => {
  let report = (_id: string, _outcome: Outcome<KeyTestResult>) => {};
  const box = dialogAt(
    <KeyTests
      title="Test 2 provider keys"
      keys={[
        { id: 'a', name: 'openrouter' },
        { id: 'b', name: 'Codex ops' },
      ]}
      test={(onResult) => {
        report = onResult;
        return new Promise(() => {});
      }}
    />,
  );
  await box.press('Down');
  report('b', success(limited));
  await box.press('Down');
  expect(box.frame()).toMatch(/○ openrouter … +│\n.*! Codex ops · The account has no credit left\./);
  expect(box.frame()).toContain('1 of 2 tested');
});
