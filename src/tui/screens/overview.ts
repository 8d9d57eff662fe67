import type { ClientKey } from '../../contract/client-key.ts';
import { clientKeyState } from '../../contract/client-key.ts';
import { attentionOf } from '../rows/attention.ts';
import { count, shortNumber } from '../rows/figures.ts';
import { fitLine } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { rowOf, type Scene, type Screen } from '../view.ts';

/** Heading above the list; blank and figures below it. */
const around = 5;

/** 1: what needs the user, then the figures that this server really has. */
export const overviewScreen: Screen = {
  id: 'overview',
  key: '1',
  title: 'Overview',
  listHeight: (height) => Math.max(1, height - around),
  body(scene, height) {
    const { console, ui, moment, columns } = scene;
    const { server } = console;
    if (!server) return { kind: 'rows', rows: [rowOf(lineOf('  Loading …', 'dim'))] };
    const items = attentionOf(server, moment);
    const { top } = ui.overview;
    const shown = items.slice(top, top + overviewScreen.listHeight(height)).map((item) => {
      const selected = item.id === ui.overview.cursor;
      const lead = segment(selected ? ' ▸ ' : '   ', 'accent');
      const hint = item.keyId && selected ? 'Enter ' : '';
      const line = fitLine([lead, ...item.line], columns - hint.length - 1);
      return rowOf([...line, segment(hint, 'dim')], selected);
    });
    const none = [rowOf(lineOf('   Nothing. All keys are labelled, strong and in order.', 'good'))];
    const more = items.length > shown.length ? ` (${count(items.length, 'item')})` : '';
    return {
      kind: 'rows',
      rows: [
        rowOf(lineOf(`  Needs you${more}`, 'bold')),
        ...(items.length > 0 ? shown : none),
        rowOf([]),
        ...figures(server.clientKeys, scene).map((line) => rowOf(line)),
      ],
    };
  },
};

function figures(keys: readonly ClientKey[], { console, moment }: Scene): readonly Line[] {
  const states = new Map<string, number>();
  for (const key of keys) {
    const state = clientKeyState(key, moment.now);
    states.set(state, (states.get(state) ?? 0) + 1);
  }
  const named = ['active', 'retiring', 'expired', 'sample', 'weak', 'unlabelled']
    .filter((state) => state === 'active' || (states.get(state) ?? 0) > 0)
    .map((state) => `${states.get(state) ?? 0} ${state}`);
  const counted = keys.filter((key) => key.activity);
  const calls = (pick: (key: ClientKey) => number) =>
    shortNumber(counted.reduce((sum, key) => sum + pick(key), 0));
  const requests =
    counted.length === 0
      ? '– · nobody counts them here'
      : `${calls((key) => key.activity?.lastHour ?? 0)} in the last hour · ${calls((key) => key.activity?.today ?? 0)} today`;
  const config = console.server?.problem ? 'broken on disk: the last good one is in force' : 'in force';
  return [
    [segment('  Keys       ', 'dim'), segment(`${keys.length} in all · ${named.join(' · ')}`)],
    [segment('  Requests   ', 'dim'), segment(requests)],
    [
      segment('  Config     ', 'dim'),
      segment(`${config}${console.configPath ? ` · ${console.configPath}` : ''}`),
    ],
  ];
}
