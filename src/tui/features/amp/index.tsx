import { Box } from 'ink';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import type { AmpView } from '../../../providers/kinds/amp-view.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { ListScreen } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { Line, type Span } from '../../components/text.tsx';
import { useAtWithoutTraffic, useSize } from '../../context.tsx';
import { unknown } from '../../numbers.ts';
import type { Feature, Watch } from '../feature.ts';
import { ampActs, showAbsent } from './acts.tsx';
import { type AmpRow, ampColumns, ampList, ampView, nameOf, odd, whyText } from './rows.ts';
import { words } from './words.ts';

function AmpScreen(): ReactElement {
  const at = useAtWithoutTraffic();
  const view = ampView(at);
  const items = ampList(at);
  const says = words();
  const mapped = items.all.filter(({ why }) => why === 'mapped').length;
  return (
    <ListScreen
      screen="amp"
      name={says.screen.name}
      items={items}
      columns={ampColumns}
      headings={says.columns}
      aside={[view && says.counts(view.clients.length, mapped)]}
      head={view && <Head view={view} />}
      empty={{
        loading: !view && says.loading,
        noMatch: says.noMatch,
        texts: [says.empty],
        keys: [['2 a', says.addKey, 'add-key']],
      }}
      titleOf={nameOf}
      details={(row) => <Details rows={view ? detailsOf(row, view) : []} />}
    />
  );
}

/** Where Amp is, and what client keys without a mapping use. */
function Head({ view }: { readonly view: AmpView }): ReactElement {
  const { columns } = useSize();
  const { upstreamUrl, defaultKey, environmentKey, environmentKnown, localOnly } = view;
  const says = words();
  const environment = environmentKey?.mask ?? (environmentKnown ? says.none : unknown);
  const named = (name: string, value: string): readonly Span[] => [
    { text: `${name}  `, role: 'muted' },
    { text: value },
  ];
  const off: readonly Span[] = [
    { text: `! ${says.off}`, role: 'warning' },
    { text: '  e', role: 'accent' },
    { text: ` ${says.setUp}` },
  ];
  const parts: readonly (readonly Span[])[] = [
    upstreamUrl === undefined ? off : named(says.upstream, shownUrl(upstreamUrl)),
    named(says.defaultKey, defaultKey?.mask ?? says.none),
    ...(defaultKey ? [] : [named('AMP_API_KEY', environment)]),
    ...(localOnly ? [[{ text: says.localOnly, role: 'info' as const }]] : []),
  ];
  const below = columns < framedFrom ? 0 : 1;
  return (
    <Box flexWrap="wrap" columnGap={4} paddingX={1} paddingBottom={below} flexShrink={0}>
      {parts.map((spans) => (
        <Box key={spans[0]?.text} flexShrink={0}>
          <Line of={spans} />
        </Box>
      ))}
    </Box>
  );
}

/** All details of a row; keys are masked. */
function detailsOf(row: AmpRow, view: AmpView): readonly Detail[] {
  const says = words().details;
  const { upstreamUrl, mappings, localOnly } = view;
  const { upstream, why } = row;
  const same = mappings.filter((one) => one.upstream.fingerprint === upstream?.fingerprint);
  const [mapping] = same;
  const names = mapping?.clients.map(({ label, mask }) => label ?? mask).join(commas().items);
  const text = whyText(row);
  const uses = upstream ? `${upstream.mask} · ${text}` : text;
  return [
    odd.has(why) ? { label: says.mapping, value: text } : { label: says.uses, value: uses },
    { label: '', value: why === 'nowhere' || why === 'repeated' ? says[why] : undefined },
    'blank',
    { label: says.clientKey, value: row.mask },
    { label: says.fingerprint, value: row.client },
    { label: says.upstreamKey, value: upstream && says.printed(upstream.mask, upstream.fingerprint) },
    { label: says.mappedTo, value: mapping && (names || says.noClientKey) },
    { label: '', value: same.some(({ repeated }) => repeated) ? says.twoEntries : undefined },
    'blank',
    { label: says.order, value: says.orderText },
    { label: 'Amp', value: upstreamUrl === undefined ? says.offText : shownUrl(upstreamUrl) },
    { label: '', value: localOnly ? says.localText : undefined },
  ];
}

/** Whether the server has AMP_API_KEY is part of the provider states, which are loaded once here. */
const watchAmp: Watch = (session) => {
  const { store } = session;
  if (store.snapshot().providerStates) return () => {};
  const unwatch = session.watchProviderStates();
  const stop = store.subscribe(() => {
    if (store.snapshot().providerStates) end();
  });
  const end = () => {
    stop();
    unwatch();
  };
  return end;
};

/** 9: which upstream key each client key uses at Amp, and why (F). */
export const ampFeature: Feature = {
  id: 'amp',
  number: '9',
  columns: { amp: ampColumns.map(({ id }) => id) },
  words: () => words().screen,
  Screen: AmpScreen,
  acts: ampActs,
  list: (at) => ampList(at).listed,
  sorts: ['client', 'upstream'],
  watch: watchAmp,
  absent: ({ capabilities, server }) =>
    capabilities?.amp === 'absent' && (server?.config.ampcode ?? undefined) === undefined,
  whenAbsent: showAbsent,
};
