import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { commas } from '../../base/text/commas.ts';
import {
  type Act,
  type At,
  actsIn,
  hintText,
  isOutside,
  isRefused,
  reasonAgainst,
  type Scope,
  scopesOf,
} from '../act.ts';
import { actsOf, withoutLetters } from '../components/dialogs/acts.ts';
import { fitText, wrap } from '../components/fit.ts';
import { framedFrom, Panel } from '../components/panel.tsx';
import { Choices, useWindow } from '../components/scroll.tsx';
import { Line, type Span, typedSpans } from '../components/text.tsx';
import { emptyField, textIn, typeKey } from '../components/text-field.ts';
import { useAtWithoutTraffic, useConsole, useSize, useTheme } from '../context.tsx';
import type { Feature } from '../features/feature.ts';
import { featureOf, featuresOf } from '../features/index.ts';
import { useActs } from '../hooks/use-input.ts';
import { useParts } from '../hooks/use-reduced.ts';
import { keyTitle } from '../keyboard.ts';
import type { ScreenId } from '../ui/ui-state.ts';
import { frameWords } from '../words/frame.ts';
import { createMatcher, needsItem } from './commands.ts';
import { barWords } from './words.ts';

/** Keys of the help; while its search field is open, letters are typed there. */
// biome-ignore format: one row a record reads as the table that it is
export const helpActs = actsIn('help', () => barWords().acts, [
  { id: 'help-search', word: 'helpSearch', keys: ['/'] },
  { id: 'help-all', word: 'helpAll', keys: ['tab'] },
  { id: 'help-run', word: 'helpRun', keys: ['enter'], footer: 1 },
  { id: 'close-help', word: 'helpClose', keys: ['escape', 'q', '?', 'f1'], footer: 2 },
]);

const boxActs = [...helpActs, ...actsOf('box')];
const typingActs = withoutLetters(boxActs);

const begin = () => ({
  field: emptyField,
  typing: false,
  all: false,
  /** Index of the selected entry. */ index: 0,
});

/** The keys of this screen, with what does not work now and why; `/` searches all of them. */
export function Help(): ReactElement {
  const console = useConsole();
  const at = useAtWithoutTraffic();
  const { glyphs } = useTheme();
  const { columns, rows } = useSize();
  const [state, set, now] = useParts(begin);
  const entriesOf = (current: At, { field, all }: typeof state) =>
    helpEntries(console.acts.all, featuresOf(current.console), current, textIn(field).trim(), all);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `entriesOf` is the same for the same arguments
  const entries = useMemo(() => entriesOf(at, state), [at, state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number is nearly always the same
  const all = useMemo(() => entriesOf(at, { ...begin(), all: true }).length, []);
  const move = (by: number) => () => {
    const last = entriesOf(console.at(), now()).length - 1;
    set({ index: Math.max(0, Math.min(last, Math.min(now().index, last) + by)) });
  };
  const run = (entry: HelpEntry | undefined) => {
    if (!entry?.act?.run) return;
    if (entry.off !== undefined) return console.say('warning', entry.off);
    const { scope, id, write, danger } = entry.act;
    // No act of a screen works before the sign-in.
    if (isOutside(console.at().console) && !scopesOf(console.at()).includes(scope)) return;
    const target = featureOf(scope);
    console.close();
    const away = target && target.id !== console.at().ui.screen;
    if (away) console.go(target.id);
    // The selected item of a hidden screen is not known to the user.
    if (away && (write || danger) && needsItem(entry.act, console.at(), target.id))
      return console.say('warning', `${entry.name}: ${entry.text}`);
    console.perform(id);
  };
  const page = Math.max(1, rows - 10);
  useActs(
    state.typing ? typingActs : boxActs,
    {
      'box-down': move(1),
      'box-up': move(-1),
      'box-page-down': move(page),
      'box-page-up': move(-page),
      'help-search': () => set({ typing: true }),
      'help-all': () => set({ all: !now().all, index: 0 }),
      'help-run': () => run(entriesOf(console.at(), now())[now().index]),
      'close-help': () =>
        now().typing ? set({ typing: false, field: emptyField, index: 0 }) : console.close(),
    },
    state.typing ? (event) => set({ field: typeKey(now().field, event), index: 0 }) : undefined,
  );
  const { title, aside, nothing, ...say } = barWords().help;
  const count = textIn(state.field) === '' ? say.count : say.matches;
  const feature = featureOf(at.ui.screen);
  const place = !feature || isOutside(at.console) ? '' : ` · ${feature.number} ${feature.words().name}`;
  const width = columns < framedFrom ? columns : columns - 2;
  const lines = useMemo(() => linesOf(entries, width), [entries, width]);
  const index = Math.min(state.index, entries.length - 1);
  const tall = lines.filter((line) => line.place === index).length;
  const first = lines.findIndex((line) => line.place === index);
  const window = useWindow(lines.length, first, { tall });
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
      {lines.length === 0 && <Line of={`  ${nothing}`} role="muted" />}
      <Choices of={window} width={width} onPress={(line) => run(entries[lines[line]?.place ?? -1])}>
        {(line) => lines[line]?.spans ?? []}
      </Choices>
    </Panel>
  );
}

const nameWidth = 12;

/** The entries as rows below section headings; `place`: index of the entry of a row. */
function linesOf(entries: readonly HelpEntry[], width: number) {
  return entries.flatMap(({ section, name, text, off }, place) => {
    const names = wrap(name, nameWidth - 1);
    const texts = wrap(text, width - nameWidth - 4);
    const lines = Array.from({ length: Math.max(names.length, texts.length) }, (_, line) => ({
      place,
      spans: [
        { text: ` ${fitText(names[line] ?? '', nameWidth)}`, role: off === undefined ? 'accent' : 'muted' },
        { text: texts[line] ?? '', role: off === undefined ? 'text' : 'muted' },
      ] satisfies Span[] as readonly Span[],
    }));
    if (section === entries[place - 1]?.section) return lines;
    const heading: readonly Span[] = [{ text: ` ${section}`, role: 'accent', bold: true }];
    const gap = place > 0 ? [{ place: -1, spans: [] }] : [];
    return [...gap, { place: -1, spans: heading }, ...lines];
  });
}

/** A key, or a word of the glossary. */
interface HelpEntry {
  readonly section: string;
  /** `R`, `PgDn Ctrl-F`, or the word itself. */
  readonly name: string;
  readonly text: string;
  readonly act?: Act;
  /** Why it does not work now. */
  readonly off?: string;
}

/** Every scope of keys, in the order of the help and of docs/keys.md, with its heading. */
export function chapters(features: readonly Feature[]): readonly (readonly [Scope, string])[] {
  const scopes: Readonly<Record<Exclude<Scope, ScreenId>, string>> = barWords().help.scopes;
  return [
    ...features.map(({ id, words }) => [id, words().name] as const),
    ...(Object.entries(scopes) as [Scope, string][]),
  ];
}

/** Scopes with their own chapters. */
const shared: ReadonlySet<Scope> = new Set(['list', 'screen', 'everywhere']);

/**
 * The keys, with the reasons of disabled ones; for a search text, the matches among all screens and words.
 * @param all keys of all screens and boxes, not only of this screen
 */
function helpEntries(
  acts: readonly Act[],
  features: readonly Feature[],
  at: At,
  typed: string,
  all: boolean,
): readonly HelpEntry[] {
  const words = barWords().help;
  const here = scopesOf(at);
  const own = here.filter((scope) => !shared.has(scope));
  const inScope = (scope: Scope) => acts.filter((act) => act.scope === scope);
  const ownActs = own.flatMap(inScope).filter(({ keys, palette }) => keys.length > 0 || palette);
  const isOff = (act: Act) => reasonAgainst(act, at) !== undefined;
  const entryIn = (section: string) => (act: Act) => {
    const { tip, asks = words.asks } = act.words();
    const name = act.keys.map(keyTitle).join(' ') || words.onlyInPalette;
    return { section, name, text: act.danger ? words.dangerous(tip, asks) : tip, act };
  };
  /** With the reason in place of the sentence, which says more about the item; `--read-only` is about none. */
  const offEntry = (entry: HelpEntry, off: string): HelpEntry => ({
    ...entry,
    ...{ off, text: off === frameWords().readOnly ? `${entry.text}${commas().sentences}${off}` : off },
  });
  const glossary = Object.values(words.glossary).map(({ word, means }) => ({
    ...{ section: words.words, name: word, text: means },
  }));
  const everything = all || typed !== '';
  const entries: readonly HelpEntry[] = [
    ...ownActs.filter((act) => !isOff(act)).map(entryIn(words.here)),
    ...ownActs
      .filter((act) => isOff(act) && !act.contextual)
      .map((act) => offEntry(entryIn(words.unavailable)(act), reasonAgainst(act, at) ?? '')),
    ...chapters(features)
      .filter(([scope]) => !own.includes(scope) && (everything || here.includes(scope)))
      .flatMap(([scope, title]) =>
        inScope(scope)
          .map(entryIn(title))
          .map((entry) =>
            isRefused(entry.act, at.console) ? offEntry(entry, frameWords().readOnly) : entry,
          ),
      ),
    ...(everything ? glossary : []),
  ];
  if (typed === '') return entries;
  const fits = createMatcher(typed);
  // A key matches its spelling; words match the description.
  return entries.filter(
    ({ name, text, act }) =>
      (act && name.split(' ').includes(typed)) || fits(act ? act.words().title : name, text) !== undefined,
  );
}
