import { expect, test } from 'vitest';
import { tabTexts } from '../../../src/tui/frame/header.tsx';

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
const row = (current: string, columns: number) => tabTexts(tabs, current, columns).join('');

test('at 80 columns Amp and Fleet are numbers, and brackets take the place of spaces', () => {
  expect(row('Overview', 80)).toBe(
    '[1 Overview]2 Keys 3 Providers 4 Sessions 5 Usage 6 Config 7 Logs 8 Health 9 0',
  );
  expect(row('Usage', 80)).toBe(
    ' 1 Overview 2 Keys 3 Providers 4 Sessions[5 Usage]6 Config 7 Logs 8 Health 9 0',
  );
});

test('when Fleet is current the first tab loses its name', () => {
  expect(row('Fleet', 80)).toBe(
    ' 1 2 Keys 3 Providers 4 Sessions 5 Usage 6 Config 7 Logs 8 Health 9[0 Fleet]',
  );
});

test('at 120 columns all have names', () => {
  expect(row('Keys', 120)).toContain('8 Health 9 Amp 0 Fleet');
});

test('at 60 columns the neighbors have names', () => {
  expect(row('Keys', 60)).toBe(' 1 Overview ‹[2 Keys]› 3 Providers  4 5 6 7 8 9 0');
  expect(row('Fleet', 60)).toBe(' 1 2 3 4 5 6 7 8 9 Amp ‹[0 Fleet]›');
});
