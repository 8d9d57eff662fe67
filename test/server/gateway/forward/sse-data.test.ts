import { expect, test } from 'vitest';
import { SseData } from '../../../../src/server/gateway/forward/sse-data.ts';

const pushed = (data: SseData, ...pieces: string[]) =>
  pieces.flatMap((piece) => data.push(Buffer.from(piece)));

test.each([
  ['in one line that does not end', ['data: 1234', '5678', '9012345678']],
  ['in a line that comes whole', [`data: ${'x'.repeat(20)}\n\n`]],
  ['in many lines without a blank one', ['data: 123\n', 'data: 456\n', 'data: 789\n\n']],
])('an event that is too large, %s, is left out with all that follows', (_, pieces) => {
  const data = new SseData(20);
  expect(pushed(data, 'data: one\n\n', ...pieces, '\n\ndata: two\n\n')).toEqual(['one']);
  expect(data.tooLarge).toBe(true);
});

test('what is no data of an event does not make it larger, however long it goes on', () => {
  const data = new SseData(20);
  const comments = Array.from({ length: 50 }, () => ': still here\n');
  expect(pushed(data, ...comments, 'data: 12345678901234\n\n', 'data: two\n\n')).toEqual([
    '12345678901234',
    'two',
  ]);
  expect(data.tooLarge).toBe(false);
});

test.each(['\n', '\r\n', '\r'])(
  'lines end with %j, and a byte order mark stands before the first, however it is cut',
  (end) => {
    const bytes = Buffer.from(['\ufeffdata: one', 'data:two', '', ': x', 'data: three', '', ''].join(end));
    for (let size = 1; size <= bytes.length; size += 1) {
      const data = new SseData();
      const events: string[] = [];
      for (let at = 0; at < bytes.length; at += size)
        events.push(...data.push(bytes.subarray(at, at + size)));
      expect(events).toEqual(['one\ntwo', 'three']);
    }
  },
);
