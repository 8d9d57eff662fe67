import { expect, test } from 'vitest';
import { narrowTabs, type Piece, wideTabs } from '../../../src/tui/frame/tabs.tsx';

const names = [
  'Overview',
  'Keys',
  'Providers',
  'Sessions',
  'Usage',
  'Config',
  'Logs',
  'Health',
  'Amp',
  'Fleet',
];
const tabs = names.map((name, place) => ({ id: name, number: String((place + 1) % 10), name }));
const row = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('');

test('at 80 columns Amp and Fleet are numbers, and brackets take the place of spaces', () => {
  expect(row(wideTabs(tabs, 'Overview', 80))).toBe(
    '[1 Overview]2 Keys 3 Providers 4 Sessions 5 Usage 6 Config 7 Logs 8 Health 9 0',
  );
  expect(row(wideTabs(tabs, 'Usage', 80))).toBe(
    ' 1 Overview 2 Keys 3 Providers 4 Sessions[5 Usage]6 Config 7 Logs 8 Health 9 0',
  );
});

test('when Fleet is current the first tab loses its name', () => {
  expect(row(wideTabs(tabs, 'Fleet', 80))).toBe(
    ' 1 2 Keys 3 Providers 4 Sessions 5 Usage 6 Config 7 Logs 8 Health 9[0 Fleet]',
  );
});

test('at 120 columns all have names', () => {
  expect(row(wideTabs(tabs, 'Keys', 120))).toContain('8 Health 9 Amp 0 Fleet');
});

test('at 60 columns the neighbors have names', () => {
  expect(row(narrowTabs(tabs, 'Keys'))).toBe(' 1 Overview ‹[2 Keys]› 3 Providers  4 5 6 7 8 9 0');
  expect(row(narrowTabs(tabs, 'Fleet'))).toBe(' 1 2 3 4 5 6 7 8 9 Amp ‹[0 Fleet]›');
});
