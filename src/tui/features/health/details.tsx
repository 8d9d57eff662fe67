import type { ReactElement } from 'react';
import { type Finding, placeText } from '../../../operations/doctor/finding.ts';
import { type Detail, Details, ScrollView } from '../../components/details.tsx';
import { Line, Text } from '../../components/text.tsx';
import { useSize, useTheme } from '../../context.tsx';
import { listWords } from '../../words/list.ts';
import { looks } from './finding-list.tsx';
import { type HealthItem, severityOf } from './sight.ts';
import { words } from './words.ts';

export interface FindingDetailsProps {
  readonly item: HealthItem;
  /** Its place in the list, and how many there are. */
  readonly place: readonly [at: number, all: number];
  readonly width: number;
  readonly focused: boolean;
}

/** All that is known of one finding: where, why, how to fix it by hand, and what the fix would change. */
export function FindingDetails({ item, place, width, focused }: FindingDetailsProps): ReactElement {
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const severity = severityOf(item);
  const [sign, role] = looks[severity];
  const says = words();
  const [check, what, rest] =
    item.kind === 'finding'
      ? [item.finding.check, item.finding.what, rowsOf(item.finding)]
      : [
          item.unchecked.check,
          `${item.unchecked.title}.`,
          [{ label: says.details.whyNot, value: item.unchecked.why }],
        ];
  return (
    <ScrollView
      title={width < columns ? check : `${says.screen.name} ${glyphs.crumb} ${check}`}
      aside={listWords().itemOf(...place)}
      focused={focused}
      width={width}
      flexGrow={1}
    >
      <Details
        rows={[
          <Text key="state" role={role}>{`${glyphs[sign]} ${says.states[severity]}`}</Text>,
          <Line key="what" of={what} wrap="wrap" />,
          'blank',
          ...rest,
        ]}
      />
    </ScrollView>
  );
}

function rowsOf({ why, remedy, where, fix, check }: Finding): readonly Detail[] {
  const says = words().details;
  const place = placeText(where);
  return [
    place === '' ? undefined : { label: says.where, value: place },
    { label: says.why, value: why },
    'blank',
    { label: says.byHand, value: remedy },
    fix === undefined ? undefined : { label: says.fix, value: fix },
    { label: says.check, value: check },
  ];
}
