import { Box } from 'ink';
import { type ReactElement, type ReactNode, useContext, useEffect } from 'react';
import { type Diagnosis, placeText, severities } from '../../../operations/health/finding.ts';
import { type Detail, Details, Split } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { wrap } from '../../components/fit.ts';
import { ItemPane } from '../../components/item-list.tsx';
import { FilterLine } from '../../components/list.tsx';
import { framedFrom, Panel, positionOf } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { BehindContext, useCalmAt, useConsole, useMoment, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { keyTitle } from '../../keyboard.ts';
import { age, ago } from '../../moment.ts';
import type { Glyphs, Role } from '../../theme.ts';
import type { ListAction } from '../../ui/list-state.ts';
import type { UiState } from '../../ui/ui-state.ts';
import { listWords } from '../../words/list.ts';
import { fixText, type HealthItem, healthSight, severityOf } from './findings.ts';
import { words } from './words.ts';

/** A sign and a word, never a color alone. */
const looks: Readonly<
  Record<ReturnType<typeof severityOf>, readonly [sign: Exclude<keyof Glyphs, 'spinner'>, role: Role]>
> = {
  error: ['error', 'danger'],
  warning: ['warning', 'warning'],
  notice: ['notice', 'info'],
  unchecked: ['unchecked', 'muted'],
};

/** 8: what is wrong, why it matters, and fixes (M1). */
export function HealthScreen(): ReactElement {
  const at = useCalmAt();
  const { glyphs } = useTheme();
  const { selected, visible, all } = healthSight(at);
  const { health, columns, filters } = at.ui;
  const { itemOf } = listWords();
  const place = visible.findIndex(({ id }) => id === selected?.id) + 1;
  return (
    <Split
      list={(width, focused) => (
        <>
          <FilterLine field={filters.health} counts={itemOf(visible.length, all.length)} />
          <Findings {...{ health, visible, filter: textIn(filters.health), columns, width, focused }} />
        </>
      )}
      details={
        selected &&
        ((width, focused) => (
          <ItemPane
            screen={words().screen.name}
            title={checkOf(selected)}
            place={[place, visible.length]}
            {...{ width, focused }}
          >
            <Details rows={detailsOf(selected, glyphs)} />
          </ItemPane>
        ))
      }
    />
  );
}

interface FindingsProps {
  readonly health: UiState['health'];
  readonly visible: readonly HealthItem[];
  readonly filter: string;
  /** Of the screen, and of the panel. */
  readonly columns: number;
  readonly width: number;
  readonly focused: boolean;
}

function Findings({ health, visible, filter, columns, width, focused }: FindingsProps): ReactElement {
  const moment = useMoment();
  const { glyphs } = useTheme();
  const [body, rows] = useHeight();
  const { top, height, marks } = useUi((ui) => ui.lists.health);
  const { diagnosis, running, problem } = health;
  const narrow = columns < framedFrom;
  const says = words();
  const line = (...parts: (string | false | undefined)[]) =>
    parts.filter(Boolean).join(` ${glyphs.separator} `);
  const checks = diagnosis && diagnosis.checked.length + diagnosis.unchecked.length;
  return (
    <Panel
      title={says.screen.name}
      aside={line(
        diagnosis && countText(diagnosis, narrow ? glyphs : undefined),
        marks.size > 0 && listWords().markedCount(marks.size),
      )}
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
            <Text role="danger">{`${glyphs.error} ${says.failed(problem)}`}</Text>
          </Notice>
        )}
        {diagnosis?.findings.length === 0 && (
          <Box flexDirection="column" paddingX={2} paddingBottom={1} flexShrink={0}>
            <Text role="success">{`${glyphs.done} ${says.allGood}`}</Text>
            <Text role="muted">{lookedAt(diagnosis.checked, width - 6, rows - 2 * visible.length - 3)}</Text>
          </Box>
        )}
        {visible.length > 0 && (
          <List visible={visible} width={narrow ? width : width - 2} focused={focused} />
        )}
        {diagnosis && visible.length === 0 && filter !== '' && <Text>{`  ${says.noMatch(filter)}`}</Text>}
      </Box>
    </Panel>
  );
}

/** `2 errors · 1 notice · 1 not checked`; with signs `✕2 !1 ?1`, where there is no room for the words. */
function countText({ findings, unchecked }: Diagnosis, signs: Glyphs | undefined): string {
  const says = words().severities;
  return ([...severities, 'unchecked'] as const)
    .map((kind) => {
      const some = kind === 'unchecked' ? unchecked : findings.filter(({ severity }) => severity === kind);
      if (some.length === 0) return '';
      return signs ? `${signs[looks[kind][0]]}${some.length}` : says[kind](some.length);
    })
    .filter(Boolean)
    .join(signs ? ' ' : ' · ');
}

interface NoticeProps {
  readonly name: string;
  readonly title: string;
  readonly children: ReactNode;
}

/** What happens instead of findings, with the key that ends it. */
function Notice({ name, title, children }: NoticeProps): ReactElement {
  return (
    <Box paddingX={2} columnGap={3}>
      <Box flexShrink={1}>{children}</Box>
      <Box flexShrink={0}>
        <Line of={[{ text: keyTitle(name), role: 'accent' }, { text: ` ${title}` }]} />
      </Box>
    </Box>
  );
}

/** What was checked, as without it nothing found says little: as many titles as fit, and how many more there are. */
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

/** Rows below which an item has one row instead of two. */
const roomy = 10;

interface ListProps {
  readonly visible: readonly HealthItem[];
  readonly width: number;
  readonly focused: boolean;
}

/** Two rows an item: what, with the key that fixes it, and why it matters. */
function List({ visible, width, focused }: ListProps): ReactElement {
  const { ui, perform } = useConsole();
  const { glyphs } = useTheme();
  const { top, cursor, marks, height: known } = useUi((state) => state.lists.health);
  const behind = useContext(BehindContext);
  const [box, rows] = useHeight();
  const perItem = rows >= roomy ? 2 : 1;
  const height = Math.max(1, Math.floor(rows / perItem));
  const tell = (action: ListAction) => ui.dispatch({ type: 'list', screen: 'health', action });
  useEffect(() => {
    if (known !== height) tell({ type: 'sized', height });
  });
  return (
    <Box ref={box} flexDirection="column" flexGrow={1} flexBasis={0} overflow="hidden">
      {visible.slice(top, top + height).map((item) => {
        const { what, why, keys } = textsOf(item);
        const [sign, role] = looks[severityOf(item)];
        const isCursor = item.id === cursor;
        const selected = isCursor && focused && !behind;
        const right = cellWidth(keys) + 2;
        const texts: readonly Span[] = [
          { text: isCursor ? glyphs.selected : ' ', bold: isCursor },
          { text: marks.has(item.id) ? glyphs.marked : ' ', role: 'accent' },
          { text: glyphs[sign], role },
          { text: ` ${what}`, bold: isCursor },
        ];
        return (
          <Pressable
            key={item.id}
            flexDirection="column"
            onPress={(double) => {
              tell({ type: 'moved-to', id: item.id });
              if (double) perform('show-detail');
            }}
            onWheel={(by) => tell({ type: 'moved', by })}
          >
            <Box>
              <Line of={texts} width={width - right} selected={selected} />
              <Line of={[...keys, { text: ' ' }]} width={right} align="right" selected={selected} />
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

interface Texts {
  readonly what: string;
  readonly why: string;
  readonly keys: readonly Span[];
}

/** As rows of a list: without the full stop. */
function textsOf(item: HealthItem): Texts {
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return { what: words().notChecked(title), why, keys: [{ text: '–', role: 'muted' }] };
  }
  const { what, why } = item.finding;
  const { key, title } = fixText(item.finding);
  const keys: readonly Span[] = [{ text: key, role: 'accent' }, { text: ` ${title}` }];
  return { what: what.replace(/\.$/, ''), why, keys };
}

const checkOf = (item: HealthItem) => (item.kind === 'finding' ? item.finding : item.unchecked).check;

/** All that is known of one finding: where, why, how to fix it by hand, and what the fix would change. */
function detailsOf(item: HealthItem, glyphs: Glyphs): readonly Detail[] {
  const says = words();
  const severity = severityOf(item);
  const [sign, role] = looks[severity];
  const state = <Text key="state" role={role}>{`${glyphs[sign]} ${says.states[severity]}`}</Text>;
  const { details } = says;
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    const what = <Line key="what" of={`${title}.`} wrap="wrap" />;
    return [state, what, 'blank', { label: details.whyNot, value: why }];
  }
  const { what, why, remedy, where, fix, check } = item.finding;
  const place = placeText(where);
  return [
    state,
    <Line key="what" of={what} wrap="wrap" />,
    'blank',
    place === '' ? undefined : { label: details.where, value: place },
    { label: details.why, value: why },
    'blank',
    { label: details.byHand, value: remedy },
    fix === undefined ? undefined : { label: details.fix, value: fix },
    { label: details.check, value: check },
  ];
}
