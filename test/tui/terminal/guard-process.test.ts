import { EventEmitter } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { guardProcess, type ProcessEvents, suspendProcess } from '../../../src/tui/terminal/guard-process.ts';

const fakeProcess = () => Object.assign(new EventEmitter(), { pid: 7, kill: vi.fn(() => true) });
const asEvents = (events: ReturnType<typeof fakeProcess>) => events as unknown as ProcessEvents;

describe('whatever ends the process', () => {
  test.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
  ])('%s gives the terminal back, then leaves with %i', (signal, code) => {
    const events = fakeProcess();
    const done: unknown[] = [];
    guardProcess(
      asEvents(events),
      () => done.push('restored'),
      (exitCode) => done.push(exitCode) > 0,
    );
    events.emit(signal);
    expect(done).toEqual(['restored', code]);
  });

  test.each(['exit', 'uncaughtExceptionMonitor'])('%s gives the terminal back', (event) => {
    const events = fakeProcess();
    const restore = vi.fn();
    guardProcess(asEvents(events), restore, () => true);
    events.emit(event);
    expect(restore).toHaveBeenCalledOnce();
  });

  test('a second signal does not wait for what the first began', () => {
    const events = fakeProcess();
    let isOurs = false;
    guardProcess(
      asEvents(events),
      () => {},
      () => isOurs,
    );
    events.emit('SIGINT');
    isOurs = true;
    events.emit('SIGTERM');
    // With a listener Ink does not end the process.
    expect([events.kill.mock.calls, events.listenerCount('SIGTERM')]).toEqual([[], 1]);
    events.emit('SIGHUP');
    expect([events.kill.mock.calls, events.eventNames()]).toEqual([[[7, 'SIGHUP']], []]);
  });

  test('nothing is guarded once the console was left', () => {
    const events = fakeProcess();
    guardProcess(
      asEvents(events),
      () => {},
      () => true,
    )();
    expect(events.eventNames()).toEqual([]);
  });
});

describe('Ctrl-Z', () => {
  test('stops the process as the terminal would, and goes on once after fg', () => {
    const events = fakeProcess();
    const goOn = vi.fn();
    suspendProcess(asEvents(events), goOn);
    expect(events.kill).toHaveBeenCalledWith(7, 'SIGTSTP');
    expect(goOn).not.toHaveBeenCalled();
    events.emit('SIGCONT');
    events.emit('SIGCONT');
    expect(goOn).toHaveBeenCalledOnce();
  });

  test('goes on where no shell stopped it', () => {
    vi.useFakeTimers();
    const events = fakeProcess();
    const goOn = vi.fn();
    suspendProcess(asEvents(events), goOn);
    vi.advanceTimersByTime(400);
    vi.useRealTimers();
    expect(goOn).toHaveBeenCalledOnce();
  });
});
