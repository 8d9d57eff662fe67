import { useIsScreenReaderEnabled } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { At } from '../../act.ts';
import { Split } from '../../components/details.tsx';
import { ItemPane, NoRows } from '../../components/item-list.tsx';
import { List } from '../../components/list.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment, useTheme } from '../../context.tsx';
import { clientKeyColumns } from './columns.ts';
import { KeyDetails } from './details.tsx';
import { fullNameOf, titleOf } from './key-texts.ts';
import { clientKeysSight, type KeyRow } from './sight.ts';
import { words } from './words.ts';

/** 2: the client keys, with their rotations. */
export function ClientKeysScreen(): ReactElement {
  const at = useCalmAt();
  const { visible, selected } = clientKeysSight(at);
  const border = at.ui.columns < framedFrom ? 2 : 4;
  return (
    <Split
      list={(width, focused) => <KeyList at={at} width={width} focused={focused} />}
      details={
        selected &&
        ((width, focused) => (
          <ItemPane
            screen={words().screen.name}
            title={titleOf(selected.key)}
            short={fullNameOf(selected.key)}
            place={[visible.indexOf(selected) + 1, visible.length]}
            width={width}
            focused={focused}
          >
            <KeyDetails clientKey={selected.key} width={width - border} />
          </ItemPane>
        ))
      }
    />
  );
}

const isPair = ({ follows }: KeyRow): boolean => follows;

function KeyList({
  at,
  width,
  focused,
}: {
  readonly at: At;
  readonly width: number;
  readonly focused: boolean;
}): ReactElement {
  const moment = useMoment();
  const theme = useTheme();
  const spoken = useIsScreenReaderEnabled();
  const { all, visible } = clientKeysSight(at);
  const { sorts, filters, columns: across } = at.ui;
  const sort = sorts['client-keys'];
  const columns = useMemo(
    () => clientKeyColumns({ sort, moment, theme, across, spoken }),
    [sort, moment, theme, across, spoken],
  );
  const { list, screen } = words();
  const { server, readOnly, place } = at.console;
  const some = all.length > 0;
  const create = [
    ['a', list.create],
    ['i', list.import],
  ] as const;
  const keys = [...(readOnly ? [] : create), ['?', list.help] as const];
  const aside = [list.keys(all.length), sort.column === 'file' ? list.fileOrder : '']
    .filter((part) => part !== '')
    .join(' · ');
  return (
    <List
      screen="client-keys"
      title={screen.name}
      aside={aside}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      pairOf={isPair}
      empty={
        <NoRows
          loading={!server && list.loading(place)}
          texts={[some ? list.noMatch(textIn(filters['client-keys'])) : list.empty]}
          keys={some ? [] : keys}
        />
      }
    />
  );
}
