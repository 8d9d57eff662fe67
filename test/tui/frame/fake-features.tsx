import type { Act, Scope } from '../../../src/tui/act.ts';
import { Panel } from '../../../src/tui/components/panel.tsx';
import { Text } from '../../../src/tui/components/text.tsx';
import type { Feature } from '../../../src/tui/features/feature.ts';
import type { ScreenId } from '../../../src/tui/ui/ui-state.ts';

/** What the acts of these screens have done. */
export const ran: string[] = [];

const act = (scope: ScreenId, id: string, key: string, more: Partial<Act> = {}): Act => ({
  id,
  scope,
  keys: key === '' ? [] : [key],
  words: () => ({ title: id.replace(/-.*/, ''), tip: `${id} with a sentence.` }),
  footer: 10,
  palette: true,
  run: ({ at }) => ran.push(`${id} ${at().ui.screen} ${at().ui.lists[scope as 'amp']?.cursor ?? ''}`),
  ...more,
});

const names: readonly (readonly [ScreenId, string, string])[] = [
  ['overview', '1', 'Overview'],
  ['client-keys', '2', 'Keys'],
  ['providers', '3', 'Providers'],
  ['sessions', '4', 'Sessions'],
  ['usage', '5', 'Usage'],
  ['config', '6', 'Config'],
  ['health', '8', 'Health'],
  ['amp', '9', 'Amp'],
];

const noKey: Act['disabled'] = ({ ui }) =>
  ui.lists['client-keys'].cursor === undefined ? 'No key is selected.' : undefined;

const acts: Partial<Record<ScreenId, readonly Act[]>> = {
  'client-keys': [
    act('client-keys', 'add-key', 'a', { write: true, footer: 3 }),
    act('client-keys', 'rotate-key', 'R', { write: true, footer: 1, disabled: noKey }),
    act('client-keys', 'finish-rotation', 'f', {
      danger: true,
      footer: 2,
      disabled: (at) => noKey(at) ?? 'team-a is not being rotated. Press R to start.',
    }),
    act('client-keys', 'copy-key', 'c', { disabled: noKey }),
    act('client-keys', 'revoke-keys', 'x', {
      danger: true,
      footer: 20,
      title: ({ ui }) => `revoke ${ui.lists['client-keys'].marks.size}`,
      disabled: ({ ui }) => (ui.lists['client-keys'].marks.size > 0 ? undefined : 'Nothing is marked.'),
    }),
  ],
  providers: [act('providers', 'add-provider', 'a', { write: true })],
};

const ids = new WeakMap<object, { ids: readonly string[]; known: ReadonlySet<string> }>();

/** Screens as simple as can be: the frame must not know the real ones. */
export const features: readonly Feature[] = names.map(([id, number, name]) => ({
  id,
  number,
  words: () => ({ name, short: name, tip: `Show ${name}.` }),
  Screen: () => (
    <Panel title={name} flexGrow={1} focused>
      <Text>{`The screen ${name}`}</Text>
    </Panel>
  ),
  acts: acts[id] ?? [],
  ...(id === 'client-keys' && {
    search: ({ console }) =>
      (console.server?.clientKeys ?? []).map((key) => ({
        id: key.id,
        name: key.record?.label ?? '',
        text: `${key.record?.label} · ${key.key.mask}`,
        state: 'active',
      })),
    list: ({ console }) => {
      const keys = console.server?.clientKeys ?? [];
      const known = ids.get(keys) ?? {
        ids: keys.map((key) => key.id),
        known: new Set(keys.map((key) => key.id)),
      };
      ids.set(keys, known);
      return known;
    },
  }),
}));

export const featuresOf = (): readonly Feature[] => features;
export const featureOf = (scope: Scope): Feature | undefined => features.find(({ id }) => id === scope);
