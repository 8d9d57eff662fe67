import { describe, expect, test } from 'vitest';
import { areaRows, fitValues, sparkText } from '../../../../src/tui/components/graphs/cells.ts';
import { timeAxis } from '../../../../src/tui/components/graphs/graphs.tsx';

const rising = [0, 1, 2, 3, 4, 5, 6, 7, 8];

describe('a sparkline', () => {
  test('shows zero as a dot, no data as a blank, and the rest in eighths of the highest', () => {
    expect(sparkText([...rising, undefined], 10, 'blocks')).toBe('·▁▂▃▄▅▆▇█ ');
    expect(sparkText([...rising, undefined], 10, 'ascii')).toBe('_.:-=+*#% ');
  });

  test('little beside much is more than nothing', () => {
    expect(sparkText([1, 100_000, 0], 3, 'blocks')).toBe('▁█·');
  });

  test('fills its width whatever the number of values', () => {
    expect(sparkText([1, 2], 6, 'blocks')).toBe('▄▄▄███');
    expect(sparkText([0, 9, 0, 0, 3, 0], 3, 'blocks')).toBe('█·▃');
    expect(sparkText([], 4, 'blocks')).toBe('    ');
    expect(sparkText([0, 0], 4, 'blocks')).toBe('····');
    expect(sparkText([1], 0, 'blocks')).toBe('');
  });
});

test('of several buckets in one column the highest counts', () => {
  expect(fitValues([1, 9, 2, undefined, undefined, undefined], 3)).toEqual([9, 2, undefined]);
});

describe('an area', () => {
  test('is stacked from the bottom, with dots for zero', () => {
    expect(areaRows([0, 4, 8, 12, 16, undefined], 6, 2, 'blocks')).toEqual(['   ▄█ ', '·▄███ ']);
  });

  test('is columns of # in ASCII', () => {
    expect(areaRows([0, 1, 2, 3, 4], 5, 4, 'ascii')).toEqual(['    #', '   ##', '  ###', '_####']);
  });

  test('without values is blank', () => {
    expect(areaRows([], 3, 2, 'blocks')).toEqual(['   ', '   ']);
  });
});

describe('times under a graph', () => {
  const hour = 3_600_000;
  const at = new Date(2026, 10, 20, 8, 26).getTime();

  test.each([
    [36, '08:26           08:56          09:26'],
    [67, '08:26           08:41          08:56           09:11          09:26'],
  ])('are at equal steps in %d columns', (width, row) => {
    expect(timeAxis(at, at + hour, width)).toBe(row);
  });

  test('are both ends alone where there is little room', () => {
    expect(timeAxis(at, at + hour, 16)).toBe('08:26      09:26');
  });

  test('are days in a long span', () => {
    expect(timeAxis(at, at + 7 * 24 * hour, 40)).toBe('20 Nov                            27 Nov');
  });
});
