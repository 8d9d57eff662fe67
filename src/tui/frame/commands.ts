import { type Act, type Acts, type At, type Console, isDropped, reasonAgainst, titleOf } from '../act.ts';
import type { Feature, SearchItem } from '../features/feature.ts';
import { keyTitle } from '../keyboard.ts';
import type { ThemeName } from '../theme.ts';
import { emptyList } from '../ui/list-state.ts';
import { type ListScreenId, listScreens, type ScreenId } from '../ui/ui-state.ts';
import { barWords } from './words.ts';

/** One entry of the palette. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Where it belongs: `2 Client keys`. */
  readonly place?: string;
  /** The item there that it works on. */
  readonly item?: string | undefined;
  readonly state?: string | undefined;
  /** Its key on the keyboard. */
  readonly key?: string;
  /** Found by these words as well. */
  readonly more?: string;
  /** Why it cannot be run. */
  readonly reason?: string | undefined;
  readonly run: (console: Console) => unknown;
}

export interface Found {
  /** Best first. */
  readonly commands: readonly Command[];
  /** How many there are without a filter. */
  readonly all: number;
}

interface Sources {
  readonly at: At;
  readonly acts: Acts;
  readonly features: readonly Feature[];
}

/** So many items and acts on items are offered for what is typed. */
const mostItems = 30;
const mostTargets = 3;

/** What the palette offers for the typed text: acts, screens, and the things that the screens list. */
export function findCommands(typed: string, sources: Sources): Found {
  const wanted = typed.trim().replace(/^:/, '');
  const items = itemsOf(sources);
  const plain = [...actCommands(sources), ...settingCommands()];
  const all = plain.length + items.length;
  if (wanted === '') return { commands: inOrder(plain, sources.at), all };
  const exact = exactCommands(wanted, sources);
  const fits = createMatcher(wanted);
  const found = [
    ...rank([...plain, ...targetCommands(wanted, sources)], ({ title, more, reason }) => {
      const how = fits(title, more);
      // What cannot be done here comes last, with its reason.
      return how === undefined || reason === undefined ? how : how + 100;
    }),
    // Thousands of items are compared, and a few are shown.
    ...rank(items, ({ item }) => fits(item.text, item.state))
      .slice(0, mostItems)
      .map(({ it, how }) => ({ it: itemCommand(it), how })),
  ].sort((a, b) => a.how - b.how);
  return { commands: firstOfEach([...exact, ...found.map(({ it }) => it)]), all };
}

function firstOfEach(commands: readonly Command[]): readonly Command[] {
  const seen = new Set<string>();
  return commands.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Those that fit, best first. */
const rank = <T>(all: readonly T[], fits: (it: T) => number | undefined) =>
  all
    .flatMap((it) => {
      const how = fits(it);
      return how === undefined ? [] : [{ it, how }];
    })
    .sort((a, b) => a.how - b.how);

/** With nothing typed: what was used last, then the acts of the screen that is shown. */
function inOrder(commands: readonly Command[], { ui }: At): readonly Command[] {
  const placeOf = (id: string) => {
    const place = ui.usedCommands.indexOf(id);
    return place < 0 ? ui.usedCommands.length : place;
  };
  const rankOf = ({ id, reason }: Command) => placeOf(id) + (reason === undefined ? 0 : 100);
  return commands.toSorted((a, b) => rankOf(a) - rankOf(b));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const placeOf = ({ number, words }: Feature): string => `${number} ${words().name}`;

function actCommands({ at, acts, features }: Sources): readonly Command[] {
  return acts.all
    .filter((act) => act.palette && !isDropped(act, at.console))
    .toSorted((a, b) => Number(b.scope === at.ui.screen) - Number(a.scope === at.ui.screen))
    .map((act) => {
      const feature = features.find(({ id }) => id === act.scope);
      if (!feature) return actCommand(act, at, undefined, undefined);
      const there = onScreen(at, feature);
      return actCommand(act, there, feature, selectedItem(feature, act, there));
    });
}

/** As it will be when that screen is shown: a list that was never shown has its first item selected then. */
function onScreen(at: At, { id: screen, list }: Feature): At {
  if (screen === at.ui.screen) return at;
  const there = { ...at, ui: { ...at.ui, screen } };
  if (!isList(screen) || at.ui.lists[screen].cursor !== undefined) return there;
  return withList(there, screen, list?.(there).ids[0]);
}

const nameOf = ({ name, text }: SearchItem): string => name ?? text;

/** @param target the item that it would work on */
function actCommand(act: Act, at: At, feature: Feature | undefined, target: SearchItem | undefined): Command {
  const title = capital(titleOf(act, at));
  const screen = feature ? placeOf(feature) : '';
  return {
    id: target ? `${act.id} ${target.id}` : act.id,
    title: target ? barWords().palette.on(title, nameOf(target)) : title,
    place: screen,
    item: target && nameOf(target),
    key: keyTitle(act.keys[0] ?? ''),
    more: `${act.id} ${act.words().tip}`,
    reason: reasonAgainst(act, at),
    run(console) {
      if (feature) console.go(feature.id, target && { id: target.id });
      // Marks would be acted on in its place.
      if (feature && target)
        console.ui.dispatch({ type: 'list', screen: feature.id, action: { type: 'unmarked' } });
      console.perform(act.id);
    },
  };
}

/** The selected item, if the act works on one: then it would not work on an empty list. */
function selectedItem(feature: Feature, act: Act, at: At): SearchItem | undefined {
  const { id: screen, search } = feature;
  if (!isList(screen) || !search || !needsItem(act, at, screen)) return undefined;
  const { cursor, marks } = at.ui.lists[screen];
  return marks.size > 0 ? undefined : search(at).find(({ id }) => id === cursor);
}

const isList = (screen: ScreenId): screen is ListScreenId =>
  (listScreens as readonly string[]).includes(screen);

/** Does it work on the selected item? */
export function needsItem(act: Act, at: At, screen: ScreenId): boolean {
  if (!isList(screen)) return false;
  const without = withList(at, screen, undefined);
  return act.disabled?.(without) !== undefined;
}

/** As if this item were the selected one. */
function withList(at: At, screen: ListScreenId, cursor: string | undefined): At {
  const list = { ...emptyList, ids: cursor === undefined ? [] : at.ui.lists[screen].ids, cursor };
  return { ...at, ui: { ...at.ui, lists: { ...at.ui.lists, [screen]: list } } };
}

interface Item {
  readonly feature: Feature;
  readonly item: SearchItem;
}

const itemsOf = ({ at, features }: Sources): readonly Item[] =>
  features.flatMap((feature) => (feature.search?.(at) ?? []).map((item) => ({ feature, item })));

const itemCommand = ({ feature, item }: Item): Command => ({
  id: `open ${feature.id} ${item.id}`,
  title: item.text,
  place: placeOf(feature),
  state: item.state,
  run(console) {
    console.go(feature.id, { id: item.id });
    console.ui.dispatch({ type: 'detail', open: true });
  },
});

/** `rot team`: words that fit an act that works on an item, and words that fit an item. */
function targetCommands(wanted: string, { at, acts, features }: Sources): readonly Command[] {
  const words = wordsIn(wanted).map((word) => ({ word, fits: createMatcher(word) }));
  if (words.length < 2) return [];
  return features.flatMap((feature) => {
    const { id: screen, search } = feature;
    if (!isList(screen) || !search) return [];
    const found = new Map<string, readonly SearchItem[]>();
    const targetsFor = (rest: string) => {
      const known = found.get(rest) ?? bestItems(search(at), rest);
      found.set(rest, known);
      return known;
    };
    return acts.all
      .filter((act) => act.scope === screen && act.palette && !isDropped(act, at.console))
      .filter((act) => needsItem(act, at, screen))
      .flatMap((act) => {
        const name = `${act.words().title} ${act.id}`;
        const rest = words.filter(({ fits }) => fits(name) === undefined).map(({ word }) => word);
        if (rest.length === 0 || rest.length === words.length) return [];
        return targetsFor(rest.join(' ')).map((item) =>
          actCommand(act, withList(onScreen(at, feature), screen, item.id), feature, item),
        );
      });
  });
}

function bestItems(items: readonly SearchItem[], typed: string): readonly SearchItem[] {
  const fits = createMatcher(typed);
  return rank(items, ({ text }) => fits(text))
    .slice(0, mostTargets)
    .map(({ it }) => it);
}

const themes: readonly ThemeName[] = ['auto', 'dark', 'light', 'contrast', 'mono'];

/** `theme dark`, `mouse off`: what can be set while the console runs. */
function settingCommands(): readonly Command[] {
  const words = barWords().palette;
  return [
    ...themes.map((theme) => ({
      id: `theme ${theme}`,
      title: words.theme(theme),
      more: `theme ${theme} ${words.themeTip}`,
      run: ({ ui }: Console) => ui.dispatch({ type: 'set', ui: { theme } }),
    })),
    ...([true, false] as const).map((on) => ({
      id: `mouse ${on ? 'on' : 'off'}`,
      title: on ? words.mouse.on : words.mouse.off,
      more: `mouse ${on ? 'on' : 'off'} ${words.mouseTip}`,
      run: ({ ui }: Console) => ui.dispatch({ type: 'set', ui: { mouse: on } }),
    })),
  ];
}

/** What is meant word for word: `12`, `q!`, `keys prod`, `key team-a`. */
function exactCommands(wanted: string, sources: Sources): readonly Command[] {
  const words = barWords().palette;
  const row = /^\d+$/.test(wanted) ? rowCommand(Number(wanted), sources) : undefined;
  if (row) return [row];
  if (wanted === 'q' || wanted === 'q!') {
    const title = wanted === 'q' ? undefined : words.quitNow;
    const quit = actCommands(sources).filter(({ id }) => id === 'quit');
    return title === undefined ? quit : quit.map((it) => ({ ...it, id: 'q!', title, run: quitKeeping }));
  }
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(wanted.toLowerCase()) ?? [];
  for (const feature of sources.features) {
    const plural = feature.id.split('-').at(-1) ?? feature.id;
    if (name === plural || name === plural.charAt(0)) return [screenCommand(feature, rest)];
    if (`${name}s` === plural && rest !== '' && feature.search)
      return bestItems(feature.search(sources.at), rest).map((item) => itemCommand({ feature, item }));
  }
  return [];
}

/** Whatever runs is stopped; a server that this console started goes on. */
async function quitKeeping({ session, leave }: Console): Promise<void> {
  await session.keepServer();
  leave();
}

function rowCommand(row: number, { at }: Sources): Command {
  const { screen } = at.ui;
  const { ids } = isList(screen) ? at.ui.lists[screen] : at.ui.usage[at.ui.usage.focus];
  const id = ids[row - 1];
  const words = barWords().palette;
  return {
    id: 'row',
    title: words.row(row),
    reason: id === undefined ? words.noRow(ids.length) : undefined,
    run: ({ ui }) =>
      id !== undefined && ui.dispatch({ type: 'list', screen, action: { type: 'moved-to', id } }),
  };
}

function screenCommand(feature: Feature, filter: string): Command {
  const { name, tip } = feature.words();
  return {
    id: filter === '' ? `go-${feature.id}` : `filter ${feature.id}`,
    title: filter === '' ? name : barWords().palette.filtered(name, filter),
    place: placeOf(feature),
    key: feature.number,
    more: tip,
    run: ({ go }) => go(feature.id, filter === '' ? {} : { filter }),
  };
}

/** How well a text fits; 0 is best, undefined: not at all. */
type Matcher = (title: string, more?: string) => number | undefined;

/**
 * Fits titles to typed words. Each word must be found: at the start of the title or of a word in it, inside, as
 * letters in order, or in `more` (ids, tips, names in other languages).
 */
export function createMatcher(typed: string): Matcher {
  const words = wordsIn(typed).map((word) => ({ word, loose: letters(word) }));
  return (title, more = '') => {
    if (words.length === 0) return 0;
    const [name, rest] = [title.toLowerCase(), more.toLowerCase()];
    let rank = 0;
    for (const [place, { word, loose }] of words.entries()) {
      const one = rankOf(word, loose, name, rest);
      if (one === undefined) return undefined;
      rank += place === 0 || one > 0 ? one : 1;
    }
    return rank;
  };
}

const wordsIn = (typed: string): string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

function rankOf(word: string, loose: RegExp | undefined, name: string, more: string): number | undefined {
  if (name.startsWith(word)) return 0;
  const at = name.indexOf(word);
  if (at > 0) return letter.test(name[at - 1] ?? '') ? 3 : 1;
  if (loose?.test(name)) return 5;
  return more.includes(word) ? 7 : undefined;
}

const letter = /[\p{L}\p{N}]/u;

/** `rtm` in `rotate team-a`: the first letter begins a word, so that short words do not match everything. */
function letters(word: string): RegExp | undefined {
  if (word.length < 2) return undefined;
  const escaped = [...word].map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped.join('.*')}`, 'u');
}
