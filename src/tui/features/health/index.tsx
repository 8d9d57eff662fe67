import { Box } from 'ink';
import type { ReactElement, ReactNode } from 'react';
import { type Diagnosis, placeText, severities } from '../../../operations/health/finding.ts';
import { age, ago } from '../../clock.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { Spinner } from '../../components/dialogs/spinner.tsx';
import { wrap } from '../../components/fit.ts';
import { ListPanel } from '../../components/list.tsx';
import { ItemScreen } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { cellWidth, Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useAtWithoutTraffic, useFrameTime, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { keyTitle } from '../../keyboard.ts';
import type { Sign } from '../../theme.ts';
import type { Feature } from '../feature.ts';
import { healthActs } from './acts.tsx';
import { findingList, fixText, type HealthItem, severityOf } from './findings.ts';
import { watchFindings } from './watch.ts';
import { words } from './words.ts';

const signs: Readonly<Record<ReturnType<typeof severityOf>, Sign>> = {
  error: ['✕', 'danger'],
  warning: ['!', 'warning'],
  notice: ['•', 'info'],
  unchecked: ['?', 'muted'],
};

/** 8: problems, why they matter, and fixes (M1). */
function HealthScreen(): ReactElement {
  const at = useAtWithoutTraffic();
  const items = findingList(at);
  const readOnly = at.console.readOnly !== false;
  return (
    <ItemScreen
      name={words().screen.name}
      items={items}
      list={(width, focused) => <Findings {...items} width={width} focused={focused} />}
      titleOf={(item) => (item.kind === 'finding' ? item.finding : item.unchecked).check}
      details={(item) => <Details rows={detailsOf(item, readOnly)} />}
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

/** From this many rows on, an item has two: the problem with the key that fixes it, and why it matters. */
const roomy = 10;

function Findings({ all, visible, width, focused }: FindingsProps): ReactElement {
  const time = useFrameTime();
  const narrow = useSize().columns < framedFrom;
  const filter = useUi((ui) => textIn(ui.filters.health));
  const { diagnosis } = useUi((ui) => ui.health);
  const says = words();
  const checks = diagnosis && diagnosis.checked.length + diagnosis.unchecked.length;
  const checked = diagnosis && says.checked(ago(time, diagnosis.at), checks ?? 0);
  return (
    <ListPanel
      screen="health"
      title={says.screen.name}
      aside={diagnosis && countText(diagnosis, narrow)}
      footOf={(position) => line(position, checked)}
      rows={visible}
      all={all.length}
      head={<Progress width={width} items={visible.length} />}
      empty={
        diagnosis &&
        filter !== '' && (
          <Box paddingX={2}>
            <Text>{says.noMatch(filter)}</Text>
          </Box>
        )
      }
      width={width}
      focused={focused}
      tallIn={(rows) => (rows >= roomy ? 2 : 1)}
    >
      {({ rows, list, ...view }) =>
        rows.map((item, place) => (
          <Item
            key={item.id}
            {...{ ...view, item, isCursor: list.top + place === list.index, marked: list.marks.has(item.id) }}
          />
        ))
      }
    </ListPanel>
  );
}

/** Above the items: the running diagnosis, why it failed, or that nothing was found. */
function Progress({ width, items }: { readonly width: number; readonly items: number }): ReactElement {
  const time = useFrameTime();
  const { glyphs } = useTheme();
  const rows = useSize().rows - 8;
  const { diagnosis, running, problem } = useUi((ui) => ui.health);
  const says = words();
  return (
    <>
      {running && (
        <Notice name="escape" title={says.cancel}>
          <Spinner text={line(says.checking(age(time, running.since)), running.step)} />
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
          <Text role="muted">{lookedAt(diagnosis.checked, width - 6, rows - 2 * items - 3)}</Text>
        </Box>
      )}
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

interface ItemProps extends Pick<FindingsProps, 'width' | 'focused'> {
  readonly item: HealthItem;
  readonly isCursor: boolean;
  readonly marked: boolean;
  readonly tall: number;
}

function Item({ item, isCursor, marked, width, focused, tall }: ItemProps): ReactElement {
  const { glyphs } = useTheme();
  const readOnly = useServer((console) => console.readOnly !== false);
  const { what, why, keys } = textsOf(item, readOnly);
  const [sign, role] = signs[severityOf(item)];
  const selected = isCursor && focused;
  const right = cellWidth(keys) + 1;
  const texts: readonly Span[] = [
    { text: isCursor ? glyphs.selected : ' ', bold: isCursor },
    { text: marked ? glyphs.marked : ' ', role: 'accent' },
    { text: sign, role },
    { text: ` ${what}`, bold: isCursor },
  ];
  return (
    <>
      <Box flexShrink={0}>
        <Line of={texts} width={width - right} selected={selected} />
        <Line of={keys} width={right} align="right" selected={selected} />
      </Box>
      {tall > 1 && (
        <Box flexShrink={0}>
          <Line of={`     ${why}`} role="muted" width={width - 1} selected={selected} />
          <Line of=" " width={1} selected={selected} />
        </Box>
      )}
    </>
  );
}

/** Text of a list row, without the final period. */
function textsOf(item: HealthItem, readOnly: boolean) {
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return { what: words().notChecked(title), why, keys: { text: '– ', role: 'muted' } as const };
  }
  const { what, why } = item.finding;
  const { key, title } = fixText(item.finding, readOnly);
  const keys: readonly Span[] = [{ text: key, role: 'accent' }, { text: ` ${title} ` }];
  return { what: what.replace(/[.。]$/, ''), why, keys };
}

/** All details of a finding: where, why, how to fix it by hand, and what the fix would change. */
function detailsOf(item: HealthItem, readOnly: boolean): readonly Detail[] {
  const { details, states } = words();
  const severity = severityOf(item);
  const [sign, role] = signs[severity];
  const state = <Text key="state" role={role}>{`${sign} ${states[severity]}`}</Text>;
  const text = (what: string) => <Line key="what" of={what} wrap="wrap" />;
  if (item.kind === 'unchecked') {
    const { title, why } = item.unchecked;
    return [state, text(words().sentence(title)), 'blank', { label: details.whyNot, value: why }];
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
    { label: details.fix, value: readOnly ? undefined : fix },
    { label: details.check, value: check },
  ];
}

/** 8: problems of this server, why they matter, and fixes. */
export const healthFeature: Feature = {
  id: 'health',
  number: '8',
  words: () => words().screen,
  Screen: HealthScreen,
  acts: healthActs,
  list: (at) => findingList(at).listed,
  watch: watchFindings(true),
};
