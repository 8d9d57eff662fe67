import { Box } from 'ink';
import type { ReactElement } from 'react';
import { severities } from '../../../operations/doctor/finding.ts';
import { Split } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { wrap } from '../../components/fit.ts';
import { FilterLine } from '../../components/list.tsx';
import { framedFrom, Panel, positionOf } from '../../components/panel.tsx';
import { Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { keyTitle } from '../../keyboard.ts';
import { age, ago, type Moment } from '../../moment.ts';
import type { Glyphs } from '../../theme.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { listWords } from '../../words/list.ts';
import { FindingDetails } from './details.tsx';
import { FindingList, looks } from './finding-list.tsx';
import { type HealthItem, healthSight } from './sight.ts';
import { words } from './words.ts';

/** 8: what is wrong, why it matters, and fixes (M1). */
export function HealthScreen(): ReactElement {
  const at = useCalmAt();
  const { selected, visible, all } = healthSight(at);
  const { cursor } = at.ui.lists.health;
  const place = [visible.findIndex(({ id }) => id === cursor) + 1, visible.length] as const;
  return (
    <Split
      list={(width, focused) => (
        <>
          <FilterLine field={at.ui.filters.health} counts={listWords().itemOf(visible.length, all.length)} />
          <Findings
            health={at.ui.health}
            visible={visible}
            filter={textIn(at.ui.filters.health)}
            width={width}
            focused={focused}
          />
        </>
      )}
      details={
        selected &&
        ((width, focused) => <FindingDetails item={selected} place={place} width={width} focused={focused} />)
      }
    />
  );
}

interface FindingsProps {
  readonly health: UiState['health'];
  readonly visible: readonly HealthItem[];
  readonly filter: string;
  readonly width: number;
  readonly focused: boolean;
}

function Findings({ health, visible, filter, width, focused }: FindingsProps): ReactElement {
  const moment = useMoment();
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const [body, rows] = useHeight();
  const { top, height, marks } = useUi((ui) => ui.lists.health);
  const { diagnosis, running, problem } = health;
  const counts = diagnosis && (columns < framedFrom ? signText(diagnosis, glyphs) : countText(diagnosis));
  const marked = marks.size > 0 ? listWords().markedCount(marks.size) : undefined;
  const position = positionOf(visible.length, top, height, glyphs);
  const line = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(` ${glyphs.separator} `);
  return (
    <Panel
      title={words().screen.name}
      aside={line(counts, marked)}
      foot={line(position, diagnosis && checkedText(diagnosis, moment))}
      focused={focused}
      padding={0}
      flexGrow={1}
    >
      <Box ref={body} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
        {running && <Running {...running} />}
        {!running && problem !== undefined && <Problem problem={problem} />}
        {diagnosis?.findings.length === 0 && (
          <AllGood titles={diagnosis.checked} width={width - 6} rows={rows - 2 * visible.length - 3} />
        )}
        {visible.length > 0 && <FindingList visible={visible} width={width} focused={focused} />}
        {diagnosis && visible.length === 0 && filter !== '' && <Text>{`  ${words().noMatch(filter)}`}</Text>}
      </Box>
    </Panel>
  );
}

type Diagnosis = NonNullable<UiState['health']['diagnosis']>;

/** `2 errors · 1 notice · 1 not checked`. */
function countText({ findings, unchecked }: Diagnosis): string {
  const says = words().severities;
  const parts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [says[severity](count)];
  });
  return [...parts, ...(unchecked.length > 0 ? [says.unchecked(unchecked.length)] : [])].join(' · ');
}

/** `✕2 !1 ?1`, where there is no room for the words. */
function signText({ findings, unchecked }: Diagnosis, glyphs: Glyphs): string {
  const parts = severities.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? '' : `${glyphs[looks[severity][0]]}${count}`;
  });
  return [...parts, unchecked.length > 0 ? `${glyphs.unchecked}${unchecked.length}` : '']
    .filter(Boolean)
    .join(' ');
}

const checkedText = ({ at, checked, unchecked }: Diagnosis, moment: Moment): string =>
  words().checked(ago(moment, at), checked.length + unchecked.length);

function Running({ since, step }: NonNullable<UiState['health']['running']>): ReactElement {
  const moment = useMoment();
  const { glyphs } = useTheme();
  const text = words().checking(age(moment, since), step === undefined ? '' : ` ${glyphs.separator} ${step}`);
  return (
    <Box paddingX={2} columnGap={3}>
      <Box flexShrink={1}>
        <Spinner text={text} />
      </Box>
      <Keyed name="escape" title={words().cancel} />
    </Box>
  );
}

function Problem({ problem }: { readonly problem: string }): ReactElement {
  const { glyphs } = useTheme();
  return (
    <Box paddingX={2} columnGap={3}>
      <Text role="danger">{`${glyphs.error} ${words().failed(problem)}`}</Text>
      <Keyed name="r" title={words().retry} />
    </Box>
  );
}

function Keyed({ name, title }: { readonly name: string; readonly title: string }): ReactElement {
  return (
    <Box flexShrink={0}>
      <Text role="accent">{keyTitle(name)}</Text>
      <Text>{` ${title}`}</Text>
    </Box>
  );
}

interface AllGoodProps {
  readonly titles: readonly string[];
  readonly width: number;
  /** That the titles may take. */
  readonly rows: number;
}

/** What was checked: without it, nothing found says little. */
function AllGood({ titles, width, rows }: AllGoodProps): ReactElement {
  const { glyphs } = useTheme();
  return (
    <Box flexDirection="column" paddingX={2} paddingBottom={1} flexShrink={0}>
      <Text role="success">{`${glyphs.done} ${words().allGood}`}</Text>
      <Text role="muted">{lookedAt(titles, (text) => wrap(text, width).length <= rows)}</Text>
    </Box>
  );
}

/** As many as fit, and how many more there are. */
function lookedAt(titles: readonly string[], fits: (text: string) => boolean): string {
  const says = words();
  const textOf = (count: number) => {
    const more = titles.length - count;
    return says.looked([...titles.slice(0, count), ...(more > 0 ? [says.andMore(more)] : [])].join('; '));
  };
  let count = titles.length;
  while (count > 1 && !fits(textOf(count))) count -= 1;
  return textOf(count);
}
