import type { ReactElement } from 'react';
import { environmentKeys } from '../../../operations/index.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import { isReachable } from '../../act.ts';
import { ago } from '../../clock.ts';
import { ListScreen } from '../../components/list-screen.tsx';
import { useCalmAt, useFrameTime } from '../../context.tsx';
import { unknown } from '../../numbers.ts';
import type { Feature, Watch } from '../feature.ts';
import { watchCalls } from '../item-details.tsx';
import { providerActs } from './acts.tsx';
import { ProviderDetails } from './details.tsx';
import {
  hintOf,
  providerColumns,
  providerKeyList,
  providerTexts,
  recordedAs,
  type StatedProviderKey,
  statedKeys,
  stateWord,
} from './rows.ts';
import { words } from './words.ts';

const isDisabled = ({ disabled }: StatedProviderKey) => disabled;
const titleOf = (row: StatedProviderKey): string => {
  const { kind, name, mask } = providerTexts(row);
  return name === unknown ? `${kind} ${mask}` : `${kind} ${name} · ${mask}`;
};

function ProvidersScreen(): ReactElement {
  const at = useCalmAt();
  const moment = useFrameTime();
  const items = providerKeyList(at);
  const { all } = items;
  const { list, screen } = words();
  const { server, readOnly, connection, providerStates } = at.console;
  const { loadedAt, problem } = providerStates ?? {};
  const isFresh = isReachable(connection) && problem === undefined;
  const add = [
    ['a', list.add],
    ['?', list.help],
  ] as const;
  return (
    <ListScreen
      screen="providers"
      name={screen.name}
      items={items}
      columns={providerColumns}
      headings={list.columns}
      isOff={isDisabled}
      aside={[
        list.keys(all.length),
        all[0] && list.counting[all[0].counting],
        // Age of the figures while newer ones fail to load.
        !isFresh && loadedAt !== undefined && list.asOf(ago(moment, loadedAt)),
      ]}
      empty={{
        loading: !server && list.loading,
        noMatch: list.noMatch,
        texts: [readOnly ? list.emptyReadOnly : list.empty],
        keys: readOnly ? [] : add,
      }}
      titleOf={titleOf}
      details={(key, width) => <ProviderDetails of={key} all={all} width={width} />}
    />
  );
}

const watchCallsOfKey = watchCalls('providers', (console, id) => {
  const key = statedKeys(console).find((one) => one.id === id);
  if (!key) return undefined;
  const [field, value] = recordedAs(key);
  return { query: { terms: [{ field, is: [value] }] }, has: (record) => record[field] === value };
});

/** Follows the state of the keys while they are shown; loads the keys in the environment once. */
const watchProviders: Watch = (session, ui, now) => {
  if (!ui.snapshot().environment) {
    void session.ask(environmentKeys, {}).then((found) => {
      if (found.ok) ui.dispatch({ type: 'set', ui: { environment: found.value } });
    });
  }
  const stops = [session.watchProviderStates(), watchCallsOfKey(session, ui, now)];
  return () => {
    for (const stop of stops) stop();
  };
};

/** 3: the provider keys of the config (D), and their state. */
export const providersFeature: Feature = {
  id: 'providers',
  number: '3',
  words: () => words().screen,
  Screen: ProvidersScreen,
  acts: providerActs,
  list: (at) => providerKeyList(at).listed,
  // After the default: provider, then list order.
  sorts: ['name', 'attempts', 'errors', 'state'],
  hint(at) {
    const { selected } = providerKeyList(at);
    return selected && hintOf(selected, at.now);
  },
  search: (at) =>
    providerKeyList(at).all.map((key) => ({
      id: key.id,
      text: nameOfProviderKey(key),
      state: stateWord(key, at.now),
    })),
  watch: watchProviders,
};
