import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import {
  type Act,
  type At,
  hintText,
  isDropped,
  isOutside,
  reasonAgainst,
  type Scope,
  scopesOf,
} from '../act.ts';
import { fitText, wrap } from '../components/fit.ts';
import { framedFrom, Panel } from '../components/panel.tsx';
import { Choices, useWindow } from '../components/scroll.tsx';
import { Line, type Span, typedSpans } from '../components/text.tsx';
import { emptyField, type TextField, textIn, typeKey } from '../components/text-field.ts';
import { useCalmAt, useConsole, useSize, useTheme, useUi } from '../context.tsx';
import type { Feature } from '../features/feature.ts';
import { features, featuresOf } from '../features/index.ts';
import { useActs } from '../hooks/use-keys.ts';
import { useReduced } from '../hooks/use-reduced.ts';
import { keyTitle } from '../keyboard.ts';
import type { ScreenId } from '../ui/ui-state.ts';
import { createMatcher, needsItem } from './commands.ts';
import { barWords } from './words.ts';

const words = (id: keyof ReturnType<typeof barWords>['acts']) => () => barWords().acts[id];

/** Keys of the help; while its search field is open, letters go there. */
// biome-ignore format: one row a record reads as the table that it is
export const helpActs: readonly Act[] = [
  { id: 'help-down', scope: 'help', keys: ['down', 'j'], words: words('helpDown') },
  { id: 'help-up', scope: 'help', keys: ['up', 'k'], words: words('helpUp') },
  { id: 'help-page-down', scope: 'help', keys: ['pagedown', 'ctrl+f', 'space'], words: words('helpPageDown') },
  { id: 'help-page-up', scope: 'help', keys: ['pageup', 'ctrl+b'], words: words('helpPageUp') },
  { id: 'help-search', scope: 'help', keys: ['/'], words: words('helpSearch') },
  { id: 'help-all', scope: 'help', keys: ['tab'], words: words('helpAll') },
  { id: 'help-run', scope: 'help', keys: ['enter'], words: words('helpRun'), footer: 1 },
  { id: 'close-help', scope: 'help', keys: ['escape', 'q', '?', 'f1'], words: words('helpClose'), footer: 2 },
];

/** While something is typed only the keys that are no letters act. */
const typingActs = helpActs.map((act) => ({
  ...act,
  keys: act.keys.filter((key) => key.length > 1 && key !== 'space'),
}));

interface State {
  readonly field: TextField;
  readonly typing: boolean;
  readonly all: boolean;
  /** Place of the selected entry. */
  readonly index: number;
}

const begin = (): State => ({ field: emptyField, typing: false, all: false, index: 0 });
const change = (state: State, more: Partial<State>): State => ({ ...state, ...more });

/** The keys of this screen, with what does not work now and why; `/` searches all of them. */
export function Help(): ReactElement {
  const console = useConsole();
  const at = useCalmAt();
  const { columns, rows } = useSize();
  const screen = useUi((ui) => ui.screen);
  const [state, set, now] = useReduced(change, begin);
  const sectionsOf = (moment: At, { field, all }: State) =>
    helpSections(console.acts.all, featuresOf(moment.console), moment, { typed: textIn(field).trim(), all });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `sectionsOf` is the same for the same arguments
  const sections = useMemo(() => sectionsOf(at, state), [at, state]);
  const entriesNow = () => sectionsOf(console.at(), now()).flatMap(({ entries }) => entries);
  const page = Math.max(1, rows - 10);
  const move = (by: number) => () => {
    const last = entriesNow().length - 1;
    set({ index: Math.max(0, Math.min(last, Math.min(now().index, last) + by)) });
  };
  const run = (entry: HelpEntry | undefined) => {
    if (!entry?.act?.run) return;
    if (entry.off) return console.say('warning', entry.text);
    const { scope, id, write, danger } = entry.act;
    const changes = write || danger;
    // Before the sign-in nothing of the screens can be done.
    if (isOutside(console.at().console) && !scopesOf(console.at()).includes(scope)) return;
    const target = features.find((feature) => feature.id === scope);
    console.close();
    const away = target && target.id !== console.at().ui.screen;
    if (away) console.go(target.id);
    // On a screen that was not in sight nobody knows which item is selected.
    if (away && changes && needsItem(entry.act, console.at(), target.id))
      return console.say('warning', `${entry.name}: ${entry.text}`);
    console.perform(id);
  };
  useActs(
    state.typing ? typingActs : helpActs,
    {
      'help-down': move(1),
      'help-up': move(-1),
      'help-page-down': move(page),
      'help-page-up': move(-page),
      'help-search': () => set({ typing: true }),
      'help-all': () => set({ all: !now().all, index: 0 }),
      'help-run': () => run(entriesNow()[now().index]),
      'close-help': () =>
        now().typing ? set({ typing: false, field: emptyField, index: 0 }) : console.close(),
    },
    state.typing ? (event) => set({ field: typeKey(now().field, event), index: 0 }) : undefined,
  );
  const { glyphs } = useTheme();
  const { title, aside, count } = barWords().help;
  const feature = features.find(({ id }) => id === screen);
  const place = !feature || isOutside(at.console) ? '' : ` · ${feature.number} ${feature.words().name}`;
  const entries = sections.flatMap(({ entries }) => entries);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number is nearly always the same
  const all = useMemo(() => sectionsOf(at, { ...begin(), all: true }).flatMap((it) => it.entries).length, []);
  return (
    <Panel
      title={`${title}${place}`}
      aside={`/ ${aside.search} · Tab ${state.all ? aside.here : aside.everything}`}
      foot={`${count(entries.length, all)} · ${hintText(helpActs)}`}
      focused
      padding={0}
      flexGrow={1}
      width={columns}
    >
      {state.typing && (
        <Box height={2} flexShrink={0}>
          <Line of={typedSpans('  / ', state.field, glyphs)} />
        </Box>
      )}
      <Lines sections={sections} index={Math.min(state.index, entries.length - 1)} run={run} />
    </Panel>
  );
}

/** One row of the help. */
interface Row {
  readonly spans: readonly Span[];
  /** The entry that it belongs to, and its place among them. */
  readonly entry?: HelpEntry;
  readonly place?: number;
}

const nameWidth = 12;

interface LinesProps {
  readonly sections: readonly HelpSection[];
  readonly index: number;
  readonly run: (entry: HelpEntry | undefined) => unknown;
}

/** The sections as rows, scrolled so that the selected entry is in sight. */
function Lines({ sections, index, run }: LinesProps): ReactElement {
  const { columns } = useSize();
  const width = columns < framedFrom ? columns : columns - 2;
  const rows = useMemo(() => rowsOf(sections, width), [sections, width]);
  const first = rows.findIndex(({ place }) => place === index);
  const tall = rows.filter(({ place }) => place === index).length;
  const window = useWindow(rows.length, first, { tall });
  if (rows.length === 0) return <Line of={`  ${barWords().help.nothing}`} role="muted" />;
  return (
    <Choices of={window} width={width} onPress={(row) => run(rows[row]?.entry)}>
      {(row) => rows[row]?.spans ?? []}
    </Choices>
  );
}

function rowsOf(sections: readonly HelpSection[], width: number): readonly Row[] {
  const rows: Row[] = [];
  let place = 0;
  for (const { title, entries } of sections) {
    if (rows.length > 0) rows.push({ spans: [] });
    rows.push({ spans: [{ text: ` ${title}`, role: 'accent', bold: true }] });
    for (const entry of entries) {
      const names = wrap(entry.name, nameWidth - 1);
      const texts = wrap(entry.text, width - nameWidth - 4);
      for (let line = 0; line < Math.max(names.length, texts.length); line += 1) {
        const name = ` ${fitText(names[line] ?? '', nameWidth)}`;
        const [role, textRole] = entry.off ? (['muted', 'muted'] as const) : (['accent', 'text'] as const);
        const spans = [
          { text: name, role },
          { text: texts[line] ?? '', role: textRole },
        ];
        rows.push({ spans, entry, place });
      }
      place += 1;
    }
  }
  return rows;
}

/** One key, or one word of the glossary. */
interface HelpEntry {
  readonly id: string;
  /** `R`, `PgDn Ctrl-F`; for a word, the word. */
  readonly name: string;
  readonly text: string;
  readonly act?: Act;
  /** It does nothing now, and `text` says why. */
  readonly off?: boolean;
}

interface HelpSection {
  readonly title: string;
  readonly entries: readonly HelpEntry[];
}

/** Every place in which keys work, in the order of the help and of docs/keys.md, with its heading. */
export function chapters(features: readonly Feature[]): readonly (readonly [Scope, string])[] {
  const scopes: Readonly<Record<Exclude<Scope, ScreenId>, string>> = barWords().help.scopes;
  return [
    ...features.map(({ id, words }) => [id, words().name] as const),
    ...(Object.entries(scopes) as [Scope, string][]),
  ];
}

/**
 * The keys, with what cannot be done now and why; when something is typed, what fits of all screens and words.
 * @param wish `all`: of all screens and boxes, not of this screen alone
 */
export function helpSections(
  acts: readonly Act[],
  features: readonly Feature[],
  at: At,
  { typed, all }: { readonly typed: string; readonly all: boolean },
): readonly HelpSection[] {
  const words = barWords().help;
  const here = scopesOf(at);
  const own = here.filter((scope) => !shared.has(scope));
  const inScopes = (scopes: readonly Scope[]) =>
    scopes.flatMap((scope) => acts.filter((act) => act.scope === scope));
  const isOff = (act: Act) => reasonAgainst(act, at) !== undefined;
  const ownActs = inScopes(own).filter(({ keys, palette }) => keys.length > 0 || palette);
  const rest = chapters(features).filter(([scope]) => !own.includes(scope));
  const further = all || typed !== '' ? rest : rest.filter(([scope]) => here.includes(scope));
  const sections: HelpSection[] = [
    { title: words.here, entries: ownActs.filter((act) => !isOff(act)).map(actEntry) },
    {
      title: words.unavailable,
      entries: ownActs.filter((act) => isOff(act) && !act.contextual).map((act) => offEntry(act, at)),
    },
    ...further.map(([scope, title]) => ({
      title,
      entries: inScopes([scope])
        .filter((act) => !isDropped(act, at.console))
        .map(actEntry),
    })),
    { title: words.words, entries: typed === '' && !all ? [] : glossary() },
  ];
  const fits = createMatcher(typed);
  return sections
    .map(({ title, entries }) => ({
      title,
      entries: typed === '' ? entries : entries.filter((entry) => fitsEntry(entry, typed, fits)),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** They have chapters of their own. */
const shared: ReadonlySet<Scope> = new Set(['list', 'screen', 'everywhere']);

/** A key is found as it is written; words in what it does. */
const fitsEntry = ({ name, text, act }: HelpEntry, typed: string, fits: ReturnType<typeof createMatcher>) =>
  (act ? name.split(' ').includes(typed.trim()) : false) ||
  fits(act ? act.words().title : name, text) !== undefined;

function actEntry(act: Act): HelpEntry {
  const words = barWords().help;
  const { tip, asks = words.asks } = act.words();
  const text = act.danger ? `${tip} (${asks})` : tip;
  return { id: act.id, name: act.keys.map(keyTitle).join(' ') || words.onlyInPalette, text, act };
}

const offEntry = (act: Act, at: At): HelpEntry => ({
  ...actEntry(act),
  id: `off ${act.id}`,
  text: reasonAgainst(act, at) ?? '',
  off: true,
});

const glossary = (): readonly HelpEntry[] =>
  Object.entries(barWords().help.glossary).map(([id, { word, means }]) => ({
    id: `word ${id}`,
    name: word,
    text: means,
  }));
