import { Box } from 'ink';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { allSettings, settingNamed } from '../../../contract/settings/settings.ts';
import { listSettings } from '../../../operations/index.ts';
import type { ServerView } from '../../../store/state.ts';
import { type Detail, Details, splitFrom } from '../../components/details.tsx';
import { shortPath, widthOf } from '../../components/fit.ts';
import { ItemScreen, ItemTable } from '../../components/list-screen.tsx';
import { framedFrom, Panel, rulePieces } from '../../components/panel.tsx';
import { Pressable } from '../../components/pressable.tsx';
import { Line } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useAtWithoutTraffic, useConsole, useSize, useTheme, useUi } from '../../context.tsx';
import { memoize } from '../../memoize.ts';
import { unknown } from '../../numbers.ts';
import type { Feature, Watch } from '../feature.ts';
import { keepAsking } from '../keep-asking.ts';
import { configActs, showGroup } from './acts.tsx';
import { historyActs } from './history.tsx';
import {
  type ConfigItem,
  changedItems,
  configColumns,
  configList,
  groupsOf,
  helpOf,
  meantText,
  valueText,
} from './rows.ts';
import { words } from './words.ts';

const groupsWidth = 18;
/** Rows of the explanation below the list. */
const explanationRows = 4;

function ConfigScreen(): ReactElement {
  const at = useAtWithoutTraffic();
  const { columns } = useSize();
  const { rows, problem, group, pending } = at.ui.config;
  const says = words();
  const { configPath = 'config.yaml' } = at.console;
  const isWide = columns >= framedFrom;
  const beside = isWide ? groupsWidth : 0;
  const shown = textIn(at.ui.filters.config) === '' ? says.groups[group] : says.found;
  const screen = {
    name: `${says.screen.name} ${useTheme().glyphs.crumb} ${shown}`,
    items: configList(at),
    titleOf: ({ path }: ConfigItem) => path,
    details: (item: ConfigItem) => <Details rows={detailsOf(item)} />,
  };
  return (
    <ItemScreen
      {...screen}
      list={(width, focused) => (
        <Box flexGrow={1}>
          {isWide && <Groups />}
          <Box flexDirection="column" width={width - beside}>
            <ItemTable
              {...screen}
              screen="config"
              columns={configColumns}
              headings={says.columns}
              {...(columns >= splitFrom && {
                footOf: (position) => footOf(position, configPath, width - beside),
              })}
              isOff={({ effect, pending: change }) => effect === 'none' && !change}
              aside={[pending.size > 0 && says.unsaved(pending.size), !isWide && says.otherGroups]}
              empty={{
                loading: !rows && problem === undefined && says.loading,
                problem: !rows && problem !== undefined && problem,
                texts: [],
                keys: [],
                noMatch: says.noMatch,
              }}
              width={width - beside}
              focused={focused}
            />
            {columns < splitFrom && (
              <Explanation item={screen.items.selected} width={width - beside} path={configPath} />
            )}
          </Box>
        </Box>
      )}
    />
  );
}

/** Where the settings are, after the position in the list. */
const footOf = (position: string | undefined, path: string, width: number): string =>
  [position, shortPath(path, width - rulePieces - widthOf(position ?? '') - 3)].filter(Boolean).join(' · ');

/** The groups, with the history below. */
function Groups(): ReactElement {
  const console = useConsole();
  const { glyphs } = useTheme();
  const { rows, group, pending } = useUi((state) => state.config);
  const found = useUi((state) => textIn(state.filters.config) !== '');
  const says = words();
  const changed = new Set(rows?.flatMap((row) => (pending.has(row.path) ? [row.group] : [])));
  return (
    <Panel title={says.groupsTitle} width={groupsWidth} padding={0}>
      {groupsOf(rows).map((one) => {
        const selected = one === group && !found;
        return (
          <Pressable key={one} onPress={() => showGroup(console, one)}>
            <Line
              width={groupsWidth - 2}
              of={[
                { text: selected ? glyphs.selected : ' ', role: 'accent' },
                { text: ` ${says.groups[one]}${changed.has(one) ? ' *' : ''}`, bold: selected },
              ]}
            />
          </Pressable>
        );
      })}
      <Pressable onPress={() => console.perform('config-history')}>
        <Line
          width={groupsWidth - 2}
          of={[{ text: 'h', role: 'accent' }, { text: ` ${says.history.title}` }]}
        />
      </Pressable>
    </Panel>
  );
}

/** What the selected setting does, where there is no room for its details beside the list. */
function Explanation({ item, width, path }: ExplanationProps): ReactElement {
  const height = useSize().columns < framedFrom ? explanationRows + 1 : explanationRows + 2;
  return (
    <Panel
      title={item?.path ?? ''}
      foot={footOf(undefined, path, width)}
      height={height}
      width={width}
      flexShrink={0}
    >
      {item && <Line of={helpOf(item)} wrap="wrap" />}
      {item && <Line of={{ text: factsOf(item).join(' · '), role: 'muted' }} wrap="wrap" />}
    </Panel>
  );
}

interface ExplanationProps {
  readonly item: ConfigItem | undefined;
  readonly width: number;
  /** Of config.yaml. */
  readonly path: string;
}

/** `default 0 · whole number, 0–1000 · applies now`. */
function factsOf(item: ConfigItem): readonly string[] {
  const { setting, usual, effect } = item;
  const { facts, effects } = words();
  const said = valueText(usual, item);
  const usually = said === undefined ? [] : [facts.usually(said)];
  return [...usually, ...(setting ? [typeText(setting.type)] : []), effects[effect]];
}

function typeText(type: NonNullable<ConfigItem['setting']>['type']): string {
  const { types } = words();
  if (type.kind === 'integer') {
    const { min, max, unit = '' } = type;
    return max === Number.MAX_SAFE_INTEGER ? types.number : `${types.range(min, max)} ${unit}`.trim();
  }
  return type.kind === 'choice' ? type.options.join(', ') : types[type.kind];
}

function detailsOf(item: ConfigItem): readonly Detail[] {
  const { details: says, effects, source } = words();
  const { setting, value, usual, effect, pending, clashes } = item;
  return [
    <Line key="help" of={helpOf(item)} wrap="wrap" />,
    'blank',
    { label: says.value, value: valueText(value, item) ?? unknown },
    {
      label: says.unsaved,
      value: pending && { text: meantText(item), role: 'warning' },
    },
    { label: '', value: clashes ? { text: says.clashes, role: 'danger' } : undefined },
    { label: says.usual, value: valueText(usual, item) ?? unknown },
    { label: says.source, value: value === undefined ? source.default : source.file },
    { label: says.type, value: setting && typeText(setting.type) },
    { label: says.effect, value: effects[effect] },
    { label: says.why, value: effect === 'none' ? setting?.idle : undefined },
    {
      label: says.usedBy,
      value: setting?.usedBy.map((reader) => says.readers[reader]).join(commas().items),
    },
    { label: says.danger, value: setting?.danger && { text: setting.danger.says, role: 'warning' } },
  ];
}

/** What the settings are read from. Requests of clients change the server's state, but not its config. */
const sourceOf = memoize((config: ServerView['config'], problem: ServerView['problem']) => ({
  config,
  problem,
}));

/** Loads the settings when the screen opens, and again after each load of config.yaml or refusal of it. */
const watchConfig: Watch = (...parts) => {
  const [session, ui] = parts;
  return keepAsking(parts, {
    topic: ({ server }) => server && sourceOf(server.config, server.problem),
    ask: (_, __, signal) => session.ask(listSettings, {}, undefined, signal),
    onAnswer: (listed) =>
      ui.dispatch({
        type: 'config',
        config: listed.ok ? { rows: listed.value, problem: undefined } : { problem: listed.message },
      }),
  });
};

/** 6: every setting of config.yaml, and its history. */
export const configFeature: Feature = {
  id: 'config',
  number: '6',
  columns: { config: configColumns.map(({ id }) => id) },
  words: () => words().screen,
  Screen: ConfigScreen,
  acts: [...configActs, ...historyActs],
  list: (at) => configList(at).listed,
  hint(at) {
    const path = [...at.ui.config.pending.keys()].at(-1);
    const changed = changedItems(at);
    const last = changed.find((item) => item.path === path) ?? changed.at(-1);
    if (!last) return undefined;
    const was = valueText(last.value ?? last.usual, last) ?? unknown;
    return words().review.hint(words().unsaved(changed.length), `${last.path} ${was} → ${meantText(last)}`);
  },
  // Without values: those that were loaded may have changed since.
  search: ({ ui }) =>
    (ui.config.rows ?? allSettings).map(({ path, group }) => ({
      id: path,
      text: path,
      group: words().groups[group],
    })),
  reach({ ui }, path) {
    const known = ui.snapshot().config.rows?.find((row) => row.path === path) ?? settingNamed(path);
    if (known) ui.dispatch({ type: 'config', config: { group: known.group } });
  },
  watch: watchConfig,
};
