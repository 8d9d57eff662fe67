import type { ReactElement } from 'react';
import { ListScreen } from '../../components/list-screen.tsx';
import { useAt } from '../../context.tsx';
import type { Feature } from '../feature.ts';
import { watchCalls } from '../item-details.tsx';
import { clientKeyActs } from './acts.tsx';
import { KeyDetails } from './details.tsx';
import { clientKeyList, fullNameOf, type KeyRow, keyColumns, stateWord, titleOf } from './rows.ts';
import { words } from './words.ts';

const isPair = ({ follows }: KeyRow): boolean => follows;

function ClientKeysScreen(): ReactElement {
  const at = useAt();
  const items = clientKeyList(at);
  const { list, screen, columns } = words();
  const { server, readOnly, place } = at.console;
  const { length } = items.all;
  const create = [
    ['a', list.create],
    ['i', list.import],
  ] as const;
  return (
    <ListScreen
      screen="client-keys"
      name={screen.name}
      items={items}
      columns={keyColumns}
      headings={columns}
      pairOf={isPair}
      aside={[list.keys(length), at.ui.sorts['client-keys'].column === 'file' && columns.file]}
      empty={{
        loading: !server && list.loading(place),
        noMatch: list.noMatch,
        texts: [list.empty],
        keys: [...(readOnly ? [] : create), ['?', list.help]],
      }}
      titleOf={titleOf}
      shortOf={fullNameOf}
      details={(key, width) => <KeyDetails clientKey={key} width={width} />}
    />
  );
}

/** 2: the client keys, with their rotations (A). */
export const clientKeysFeature: Feature = {
  id: 'client-keys',
  number: '2',
  words: () => words().screen,
  Screen: ClientKeysScreen,
  acts: clientKeyActs,
  list: (at) => clientKeyList(at).listed,
  // The default order is by last use; the last step is the order of config.yaml.
  sorts: ['label', 'purpose', 'today', 'state', 'file'],
  search: (at) =>
    clientKeyList(at).all.map((key) => {
      const [name, { mask }] = [fullNameOf(key), key.key];
      const text = name === mask ? name : `${name} · ${mask}`;
      return { id: key.id, name, text, state: stateWord(key, at.now) };
    }),
  watch: watchCalls('client-keys', ({ server }, id) => {
    const key = server?.clientKeys.find((one) => one.id === id);
    return (
      key && {
        query: { clientKey: key.fingerprint },
        has: ({ clientKey }) => clientKey === key.fingerprint,
      }
    );
  }),
};
