import { Box } from 'ink';
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { type Diagnosis, placeText, severities } from '../../../operations/health/finding.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { wrap } from '../../components/fit.ts';
import { FilterLine } from '../../components/list.tsx';
import { ItemScreen } from '../../components/list-screen.tsx';
import { framedFrom, Panel, positionOf } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useConsole, useIsBehind, useMoment, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { keyTitle } from '../../keyboard.ts';
import { age, ago } from '../../moment.ts';
import type { Sign } from '../../theme.ts';
import type { ListAction } from '../../ui/list-state.ts';
import { listWords } from '../../words/list.ts';
import { fixText, type HealthItem, healthSight, severityOf } from './findings.ts';
import { words } from './words.ts';

const signs: Readonly<Record<ReturnType<typeof severityOf>, Sign>> = {
  error: ['✕', 'danger'],
  warning: ['!', 'warning'],
  notice: ['•', 'info'],
  unchecked: ['?', 'muted'],
};

/** 8: problems, why they matter, and fixes (M1). */
export function HealthScreen(): ReactElement {
  const sight = healthSight(useCalmAt());
  return (
    <ItemScreen
      name={words().screen.name}
      sight={sight}
      list={(width, focused) => <Findings {...sight} width={width} focused={focused} />}
      titleOf={(item) => (item.kind === 'finding' ? item.finding : item.unchecked).check}
      details={(item) => <Details rows={detailsOf(item)} />}
    />
  );
}

interface FindingsProps {
  readonly all: readonly HealthItem[];
  readonly visible: readonly HealthItem[];
  /** Columns of the panel. */
  readonly width: number;
  readonly focused: boolean;
}

const line = (...parts: readonly (string | false | undefined)[]) => parts.filter(Boolean).join(' · ');

function Findings({ all, visible, width, focused }: FindingsProps): ReactElement {
  const moment = useMoment();
  const { glyphs } = useTheme();
  const narrow = useSize().columns < framedFrom;
  const [body, rows] = useHeight();
  const { top, height, marks } = useUi((ui) => ui.lists.health);
  const field = useUi((ui) => ui.filters.health);
  const { diagnosis, running, problem } = useUi((ui) => ui.health);
  const says = words();
  const { itemOf, markedCount } = listWords();
  const checks = diagnosis && diagnosis.checked.length + diagnosis.unchecked.length;
  const isFiltered = visible.length === 0 && textIn(field) !== '';
  return (
    <>
      <FilterLine field={field} counts={itemOf(visible.length, all.length)} />
      <Panel
        title={says.screen.name}
        aside={line(diagnosis && countText(diagnosis, narrow), marks.size > 0 && markedCount(marks.size))}
        foot={line(
          positionOf(visible.length, top, height, glyphs),
          diagnosis && says.checked(ago(moment, diagnosis.at), checks ?? 0),
        )}
        focused={focused}
        padding={0}
        flexGrow={1}
      >
        <Box ref={body} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
          {running && (
            <Notice name="escape" title={says.cancel}>
              <Spinner text={line(says.checking(age(moment, running.since)), running.step)} />
            </Notice>
          )}
          {!running && problem !== undefined && (
            <Notice name="r" title={says.retry}>
              <Text role="danger">{`✕ ${says.failed(problem)}`}</Text>
            </Notice>
          )}
          {diagnosis?.findings.length === 0 && (
            <Box flexDirection="column" paddingX={2} paddingBottom={1} flexShrink={0}>
              <Text role="success">{`${glyphs.done} ${says.allGood}`}</Text>
              <Text role="muted">
                {lookedAt(diagnosis.checked, width - 6, rows - 2 * visible.length - 3)}
              </Text>
            </Box>
          )}
          {visible.length > 0 && (
            <Rows visible={visible} width={narrow ? width : width - 2} focused={focused} />
          )}
          {diagnosis && isFiltered && <Text>{`  ${says.noMatch(textIn(field))}`}</Text>}
        </Box>
      </Panel>
    </>
  );
}

/** `2 errors · 1 notice · 1 not checked`; `✕2 !1 ?1` if narrow. */
function countText({ findings, unchecked }: Diagnosis, narrow: boolean): string {
  const says = words().severities;
  const texts = ([...severities, 'unchecked'] as const).map((kind) => {
    const some = kind === 'unchecked' ? unchecked : findings.filter(({ severity }) => severity === kind);
    return some.length > 0 && (narrow ? `${signs[kind][0]}${some.length}` : says[kind](some.length));
  });
  return texts.filter(Boolean).join(narrow ? ' ' : ' · ');
}

interface NoticeProps {
  readonly name: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** Shown instead of findings, with the key to continue. */
const Notice = ({ name, title, children }: NoticeProps): ReactElement => (
  <Box paddingX={2} columnGap={3}>
    <Box flexShrink={1}>{children}</Box>
    <Box flexShrink={0}>
      <Line of={[{ text: keyTitle(name), role: 'accent' }, { text: ` ${title}` }]} />
    </Box>
  </Box>
);

/** What was checked, to explain an empty result: as many titles as fit, and the number of others. */
function lookedAt(titles: readonly string[], width: number, rows: number): string {
  const says = words();
  const textOf = (count: number) => {
    const more = titles.length - count;
    return says.looked([...titles.slice(0, count), ...(more > 0 ? [says.andMore(more)] : [])].join('; '));
  };
  let count = titles.length;
  while (count > 1 && wrap(textOf(count), width).length > rows) count -= 1;
  return textOf(count);
}

/** Below this many rows, an item has one row instead of two. */
const roomy = 10;

/** Two rows per item: the problem with the key that fixes it, and why it matters. */
function Rows({ visible, width, focused }: Omit<FindingsProps, 'all'>): ReactElement {
  const { ui, perform } = useConsole();
  const { glyphs } = useTheme();
  const { top, cursor, marks, height: known } = useUi((state) => state.lists.health);
  const behind = useIsBehind();
  const [box, rows] = useHeight();
  const perItem = rows >= roomy ? 2 : 1;
  const height = Math.max(1, Math.floor(rows / perItem));
  const dispatch = (action: ListAction) => ui.dispatch({ type: 'list', screen: 'health', action });
  useEffect(() => {
    if (known !== height) dispatch({ type: 'sized', height });
  });
  return (
    <Box ref={box} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
      {visible.slice(top, top + height).map((item) => {
        const { what, why, keys } = textsOf(item);
        const [sign, role] = signs[severityOf(item)];
        const isCursor = item.id === cursor;
        const selected = isCursor && focused && !behind;
        const right = cellWidth(keys) + 1;
        const texts: readonly Span[] = [
          { text: isCursor ? glyphs.selected : ' ', bold: isCursor },
          { text: marks.has(item.id) ? glyphs.marked : ' ', role: 'accent' },
          { text: sign, role },
          { text: ` ${what}`, bold: isCursor },
        ];
        const press = (double: boolean) => {
          dispatch({ type: 'moved-to', id: item.id });
          if (double) perform('show-detail');
        };
        const wheel = (by: number) => dispatch({ type: 'moved', by });
        return (
          <Pressable key={item.id} flexDirection="column" onPress={press} onWheel={wheel}>
            <Box>
              <Line of={texts} width={width - right} selected={selected} />
              <Line of={keys} width={right} align="right" selected={selected} />
            </Box>
            {perItem > 1 && (
              <Box>
                <Line of={`     ${why}`} role="muted" width={width - 1} selected={selected} />
                <Line of=" " width={1} selected={selected} />
              </Box>
            )}
          </Pressable>
        );
      })}
    </Box>
  );
}

/** Text of a list row, without the final period. */
function textsOf(item: HealthItem) {
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return { what: words().notChecked(title), why, keys: { text: '– ', role: 'muted' } as const };
  }
  const { what, why } = item.finding;
  const { key, title } = fixText(item.finding);
  const keys: readonly Span[] = [{ text: key, role: 'accent' }, { text: ` ${title} ` }];
  return { what: what.replace(/\.$/, ''), why, keys };
}

/** All details of a finding: where, why, how to fix it by hand, and what the fix would change. */
function detailsOf(item: HealthItem): readonly Detail[] {
  const { details, states } = words();
  const severity = severityOf(item);
  const [sign, role] = signs[severity];
  const state = <Text key="state" role={role}>{`${sign} ${states[severity]}`}</Text>;
  const text = (what: string) => <Line key="what" of={what} wrap="wrap" />;
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return [state, text(`${title}.`), 'blank', { label: details.whyNot, value: why }];
  }
  const { what, why, remedy, where, fix, check } = item.finding;
  return [
    state,
    text(what),
    'blank',
    { label: details.where, value: placeText(where) || undefined },
    { label: details.why, value: why },
    'blank',
    { label: details.byHand, value: remedy },
    { label: details.fix, value: fix },
    { label: details.check, value: check },
  ];
}
