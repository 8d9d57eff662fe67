import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { UsageRecord } from '../../../contract/usage-record.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { useMoment, useServer, useSize, useTheme, useUi } from '../../context.tsx';
import { useHeight } from '../../hooks/use-height.ts';
import { shortNumber } from '../../numbers.ts';
import { noUsage } from '../usage/acts.ts';
import { namesOf } from '../usage/sight.ts';
import { AttentionPanel } from './attention-panel.tsx';
import { type Top, topKeys, topModels } from './figures.ts';
import { layoutOf, panelsIn } from './layout.ts';
import { figuresOf, type PanelId } from './overview-state.ts';
import {
  GraphPanel,
  LivePanel,
  NoUsage,
  type Place,
  StatusPanel,
  statusRoom,
  TopPanel,
  TotalsPanel,
} from './panels.tsx';
import { attentionIn, isEmptyInstall, statedKeys } from './sight.ts';
import { statusOf } from './status.ts';
import { words } from './words.ts';

const none: readonly UsageRecord[] = [];
const parts = [
  ...(['server', 'providerStates', 'sessions', 'login', 'capabilities'] as const),
  ...(['connection', 'hasUsage', 'feedQuestion', 'configPath'] as const),
];
let last: ConsoleState | undefined;

/** The same state as long as only requests end: the panel that shows these follows them itself. */
function withoutRequests(console: ConsoleState): ConsoleState {
  const before = last;
  if (!before || parts.some((part) => before[part] !== console[part])) last = console;
  return last ?? console;
}

/** 1: what needs attention, then the traffic and the state of this server. */
export function OverviewScreen(): ReactElement {
  const { columns, rows } = useSize();
  const [body, height] = useHeight(rows - 5);
  const console = useServer(withoutRequests);
  const health = useUi((ui) => ui.health);
  const overview = useUi((ui) => ui.overview);
  const hasDialog = useUi((ui) => ui.dialog !== undefined);
  const moment = useMoment();
  const { glyphs } = useTheme();

  const items = attentionIn(console, { health, overview }, moment);
  const emptyInstall = isEmptyInstall(console);
  const { hasUsage, server } = console;
  const layout = layoutOf({ columns, height, items: items.length || (emptyInstall ? 3 : 1), hasUsage });
  const shown = panelsIn(layout);
  const focus = shown.includes(overview.panel) ? overview.panel : 'attention';
  const names = useMemo(
    () => namesOf(server?.clientKeys ?? [], overview.answer?.figures?.labels),
    [server?.clientKeys, overview.answer],
  );
  const figures = figuresOf(overview);
  const reason = noUsage({ console });
  const say = words();

  const panel = (id: PanelId, place: Place): ReactElement => {
    const wide = place.width >= 56;
    const most = place.height - 2;
    switch (id) {
      case 'attention':
        return (
          <AttentionPanel
            items={items}
            height={layout.items}
            emptyInstall={emptyInstall}
            width={place.width}
            rows={place.height}
            focused={place.focused}
          />
        );
      case 'graph':
        return (
          <GraphPanel
            place={place}
            overview={overview}
            reason={
              reason === undefined ? undefined : (
                <NoUsage text={reason} keyed={console.feedQuestion !== undefined} />
              )
            }
          />
        );
      case 'totals':
        return <TotalsPanel place={place} overview={overview} />;
      case 'keys': {
        const tops = hasUsage
          ? figures && topKeys(figures, names, most, wide)
          : usedToday(console, names, most);
        return (
          <TopPanel
            place={place}
            title={say.keys.title}
            screen={wide ? `2 ${say.keys.keys}` : '2'}
            tops={tops}
          />
        );
      }
      case 'models': {
        const tops = figures && topModels(figures, most, wide);
        return (
          <TopPanel
            place={place}
            title={say.models.title}
            screen={wide ? `5 ${say.live.usage}` : '5'}
            tops={tops}
          />
        );
      }
      case 'status': {
        const room = statusRoom(place, wide);
        const status = statusOf(console, statedKeys(console), { moment, glyphs, wide, room });
        const title = wide ? say.status.title : say.status.upstreams;
        return <StatusPanel place={place} title={title} screens="3 4" rows={status} />;
      }
      case 'live':
        return <LivePanel place={place} kept={figures?.records ?? none} names={names} />;
    }
  };
  return (
    <Box ref={body} flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {server &&
        layout.rows.map((row) => (
          <Box key={row.panels[0]?.id} height={row.height} flexShrink={0}>
            {row.panels.map(({ id, width }) => (
              <Box key={id} width={width} flexShrink={0}>
                {panel(id, { id, width, height: row.height, focused: id === focus && !hasDialog })}
              </Box>
            ))}
          </Box>
        ))}
    </Box>
  );
}

/** The client keys by their requests of today, where the server only counts these; undefined: it does not. */
function usedToday(
  { server }: ConsoleState,
  names: ReadonlyMap<string, string>,
  most: number,
): readonly Top[] | undefined {
  const counted = server?.clientKeys.filter(({ activity, duplicate }) => activity && !duplicate) ?? [];
  return counted
    .map(({ fingerprint, activity }) => ({
      label: names.get(fingerprint) ?? fingerprint.slice(0, 8),
      value: activity?.today ?? 0,
      texts: [shortNumber(activity?.today ?? 0)],
    }))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value)
    .slice(0, most);
}
