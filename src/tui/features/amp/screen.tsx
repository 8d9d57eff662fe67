import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { AmpView } from '../../../providers/kinds/amp-view.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { type Detail, Details, Split } from '../../components/details.tsx';
import { ItemPane } from '../../components/item-list.tsx';
import { List } from '../../components/list.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useSize, useTheme } from '../../context.tsx';
import { type AmpRow, ampColumns, ampSight, ampView, nameOf, whyText } from './rows.ts';
import { words } from './words.ts';

/** 9: which upstream key each client key uses at Amp, and why (F). */
export function AmpScreen(): ReactElement {
  const at = useCalmAt();
  const { glyphs } = useTheme();
  const { columns } = at.ui;
  const narrow = columns < framedFrom;
  const ofRow = useMemo(() => ampColumns(glyphs.warning, glyphs.unknown, narrow), [glyphs, narrow]);
  const view = ampView(at);
  const { selected, visible, all } = ampSight(at);
  const says = words();
  return (
    <Split
      list={(width, focused) => (
        <List
          screen="amp"
          title={says.screen.name}
          aside={view && says.counts(view.clients.length, all.filter(({ why }) => why === 'mapped').length)}
          head={view && <Head view={view} />}
          columns={ofRow}
          rows={visible}
          all={all.length}
          {...{ width, focused }}
          empty={<Empty loaded={view !== undefined} filter={textIn(at.ui.filters.amp)} />}
        />
      )}
      details={
        selected &&
        view &&
        ((width, focused) => (
          <ItemPane
            screen={says.screen.name}
            title={nameOf(selected)}
            place={[visible.indexOf(selected) + 1, visible.length]}
            {...{ width, focused }}
          >
            <Details rows={detailsOf(selected, view)} />
          </ItemPane>
        ))
      }
    />
  );
}

const named = (name: string, value: string): readonly Span[] => [
  { text: `${name}  `, role: 'muted' },
  { text: value },
];
const keyed = (key: string, title: string): readonly Span[] => [
  { text: key, role: 'accent' },
  { text: ` ${title}` },
];

/** Where Amp is, and what client keys without a mapping use. */
function Head({ view }: { readonly view: AmpView }): ReactElement {
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const { upstreamUrl, defaultKey, environmentKey, environmentKnown, localOnly } = view;
  const says = words();
  const environment = environmentKey?.mask ?? (environmentKnown ? says.none : glyphs.unknown);
  const parts: readonly (readonly Span[])[] = [
    upstreamUrl === undefined
      ? [{ text: `${glyphs.warning} ${says.off}`, role: 'warning' }, ...keyed('  e', says.setUp)]
      : named(says.upstream, shownUrl(upstreamUrl)),
    named(says.defaultKey, defaultKey?.mask ?? says.none),
    ...(defaultKey ? [] : [named('AMP_API_KEY', environment)]),
    ...(localOnly ? [[{ text: says.localOnly, role: 'info' as const }]] : []),
  ];
  return (
    <Box
      flexWrap="wrap"
      columnGap={4}
      paddingX={1}
      paddingBottom={columns < framedFrom ? 0 : 1}
      flexShrink={0}
    >
      {parts.map((spans) => (
        <Box key={spans[0]?.text} flexShrink={0}>
          <Line of={spans} />
        </Box>
      ))}
    </Box>
  );
}

function Empty({ loaded, filter }: { readonly loaded: boolean; readonly filter: string }): ReactElement {
  const says = words();
  if (!loaded) return <Text role="muted">{`  ${says.loading}`}</Text>;
  if (filter !== '') return <Text>{`  ${says.noMatch(filter)}`}</Text>;
  return (
    <Box flexDirection="column" paddingX={2} rowGap={1}>
      <Text>{says.empty}</Text>
      <Line of={keyed('2 a', ` ${says.addKey}`)} />
    </Box>
  );
}

const odd: ReadonlySet<AmpRow['why']> = new Set(['nowhere', 'repeated', 'empty']);

/** All that is known of one row; keys by their mask. */
export function detailsOf(row: AmpRow, view: AmpView): readonly Detail[] {
  const says = words().details;
  const isSetUp = view.upstreamUrl !== undefined;
  const { upstream } = row;
  const mapping = upstream && view.mappings.find((one) => one.upstream.fingerprint === upstream.fingerprint);
  const twice = view.mappings.some(
    (one) => one.repeated && one.upstream.fingerprint === upstream?.fingerprint,
  );
  const names = mapping?.clients.map(({ label, mask }) => label ?? mask).join(', ');
  const hint = row.why === 'nowhere' || row.why === 'repeated' ? says[row.why] : undefined;
  return [
    odd.has(row.why)
      ? { label: says.mapping, value: whyText(row) }
      : { label: says.uses, value: upstream ? `${upstream.mask} · ${whyText(row)}` : whyText(row) },
    hint === undefined ? undefined : { label: '', value: hint },
    'blank',
    row.mask === undefined ? undefined : { label: says.clientKey, value: row.mask },
    row.client === undefined ? undefined : { label: says.fingerprint, value: row.client },
    upstream && { label: says.upstreamKey, value: says.printed(upstream.mask, upstream.fingerprint) },
    mapping && { label: says.mappedTo, value: names || says.nobody },
    mapping && twice ? { label: '', value: says.twoEntries } : undefined,
    'blank',
    { label: says.order, value: says.orderText },
    { label: 'Amp', value: isSetUp ? shownUrl(view.upstreamUrl ?? '') : says.offText },
    view.localOnly ? { label: '', value: says.localText } : undefined,
  ];
}
