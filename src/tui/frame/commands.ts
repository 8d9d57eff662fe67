import { settingNamed } from '../../contract/settings/settings.ts';
import { type Act, type Acts, type At, type Console, hasItems, reasonAgainst, titleOf } from '../act.ts';
import { setByName } from '../features/config/acts.tsx';
import type { Feature, SearchItem } from '../features/feature.ts';
import { keyTitle } from '../keyboard.ts';
import { emptyList } from '../ui/list-state.ts';
import { isList, type ListScreenId, listOf, type ScreenId } from '../ui/ui-state.ts';
import { barWords } from './words.ts';

/** One entry of the palette. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Its screen: `2 Client keys`. */
  readonly place?: string;
  /** The item on that screen that it works on. */
  readonly item?: string | undefined;
  readonly state?: string | undefined;
  /** Its key on the keyboard. */
  readonly key?: string;
  /** What Tab types; the title by default. */
  readonly typed?: string;
  /** Another name that finds it, such as its id. */
  readonly alias?: string;
  /** A sentence that is searched last. */
  readonly tip?: string;
  /** Why it cannot run. */
  readonly reason?: string | undefined;
  readonly run: (console: Console) => unknown;
}

export interface Found {
  /** Best first. */
  readonly commands: readonly Command[];
  /** The total without a filter. */
  readonly all: number;
  /** Only sentences have the first word, so Enter runs nothing until one is chosen. */
  readonly unsure: boolean;
}

interface Sources {
  readonly at: At;
  readonly acts: Acts;
  readonly features: readonly Feature[];
}

/** Maximum number of items and acts on items offered. */
const [maxItems, maxTargets] = [30, 3];
/** Rank of what only its sentence matches by; disabled commands are listed after others that match as well. */
const [byTip, unavailable] = [20, 4];

/** Entries of the palette for the typed text: acts, screens, and items of the screens. */
export function findCommands(typed: string, { at, acts, features: all }: Sources): Found {
  // Listed once: each act looks among them for the one that it would work on.
  const features = all.map((feature) => {
    const items = feature.search?.(at);
    return items ? { ...feature, search: () => items } : feature;
  });
  const sources = { at, acts, features };
  const wanted = typed.trim().replace(/^:/, '');
  const items = features.flatMap((feature) =>
    (feature.search?.(at) ?? []).map((item) => ({ feature, item })),
  );
  const plain = [...actCommands(sources), ...settingCommands()];
  const total = plain.length + items.length;
  if (wanted === '') {
    // Recently used entries first, then the acts of the current screen.
    const used = at.ui.usedCommands;
    const placeOf = (id: string) => (used.includes(id) ? used.indexOf(id) : used.length);
    const rankOf = ({ id, reason }: Command) => placeOf(id) + (reason === undefined ? 0 : used.length + 1);
    return { commands: plain.toSorted((a, b) => rankOf(a) - rankOf(b)), all: total, unsure: false };
  }
  const fits = createMatcher(wanted);
  const found = [
    ...ranked([...plain, ...targetCommands(wanted, sources)], ({ title, alias, tip, reason }) => {
      const rank = fits(title, tip, alias);
      return rank === undefined || reason === undefined ? rank : rank + unavailable;
    }),
    // Thousands of items are compared, but only a few are shown.
    ...ranked(items, ({ item }) => fits(item.text, undefined, item.state ?? item.group))
      .slice(0, maxItems)
      .map(({ it, rank }) => ({ it: itemCommand(it.feature, it.item), rank })),
  ].sort((a, b) => a.rank - b.rank);
  const seen = new Set<string>();
  const exact = exactCommands(wanted, sources);
  const commands = [...exact, ...found.map(({ it }) => it)];
  const named = createMatcher(wordsIn(wanted)[0] ?? '');
  const isNamed = ({ title, alias, state }: Command) => named(title, undefined, alias ?? state) !== undefined;
  return {
    commands: commands.filter(({ id }) => !seen.has(id) && seen.add(id)),
    all: total,
    unsure: exact.length === 0 && commands[0] !== undefined && !isNamed(commands[0]),
  };
}

/** Matches, best first. */
const ranked = <T>(all: readonly T[], fits: (it: T) => number | undefined) =>
  all
    .map((it) => ({ it, rank: fits(it) ?? Number.NaN }))
    .filter(({ rank }) => !Number.isNaN(rank))
    .sort((a, b) => a.rank - b.rank);

const bestItems = (items: readonly SearchItem[], typed: string): readonly SearchItem[] => {
  const fits = createMatcher(typed);
  return ranked(items, ({ text }) => fits(text))
    .slice(0, maxTargets)
    .map(({ it }) => it);
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const placeOf = ({ number, words }: Feature): string => `${number} ${words().name}`;
const nameOf = ({ name, text }: SearchItem): string => name ?? text;

/** The state as if this item were selected. */
function withCursor(at: At, screen: ListScreenId, cursor: string | undefined): At {
  const list = { ...emptyList, ids: cursor === undefined ? [] : at.ui.lists[screen].ids, cursor };
  return { ...at, ui: { ...at.ui, lists: { ...at.ui.lists, [screen]: list } } };
}

/** The state as if that screen were shown: a list that was never shown has its first item selected. */
function onScreen(at: At, { id: screen, list }: Feature): At {
  if (screen === at.ui.screen) return at;
  const there = { ...at, ui: { ...at.ui, screen } };
  if (!isList(screen) || at.ui.lists[screen].cursor !== undefined) return there;
  return withCursor(there, screen, list?.(there).ids[0]);
}

/** Whether it works on the selected item, and so not on an empty list. */
export const needsItem = (act: Act, at: At, screen: ScreenId): boolean =>
  isList(screen) && act.disabled?.(withCursor(at, screen, undefined)) !== undefined;

function actCommands({ at, acts, features }: Sources): readonly Command[] {
  return acts.all
    .filter((act) => act.palette)
    .toSorted((a, b) => Number(b.scope === at.ui.screen) - Number(a.scope === at.ui.screen))
    .map((act) => {
      const feature = features.find(({ id }) => id === act.scope);
      if (!feature) return actCommand(act, at, undefined, undefined);
      const there = onScreen(at, feature);
      return actCommand(act, there, feature, selectedItem(feature, act, there));
    });
}

/** The selected item, if the act works on one. */
function selectedItem({ id: screen, search }: Feature, act: Act, at: At): SearchItem | undefined {
  if (!isList(screen) || !needsItem(act, at, screen)) return undefined;
  const { cursor, marks } = at.ui.lists[screen];
  return marks.size > 0 ? undefined : search?.(at).find(({ id }) => id === cursor);
}

/** @param item that it would work on */
function actCommand(act: Act, at: At, feature: Feature | undefined, item: SearchItem | undefined): Command {
  const short = titleOf(act, at);
  const title = capital(item ? short : (act.words().full ?? short));
  return {
    id: item ? `${act.id} ${item.id}` : act.id,
    title: item ? barWords().palette.on(title, nameOf(item)) : title,
    place: feature ? placeOf(feature) : '',
    item: item && nameOf(item),
    key: keyTitle(act.keys[0] ?? ''),
    alias: act.id,
    tip: act.words().tip,
    reason: reasonAgainst(act, at),
    run(console) {
      if (item) feature?.reach?.(console, item.id);
      if (feature && item) return console.performOn(act.id, feature.id, item.id);
      if (feature) console.go(feature.id);
      return console.perform(act.id);
    },
  };
}

const itemCommand = (feature: Feature, { id, text, state, group }: SearchItem): Command => ({
  id: `open ${feature.id} ${id}`,
  title: text,
  place: placeOf(feature),
  item: group,
  state,
  run(console) {
    feature.reach?.(console, id);
    console.go(feature.id, { id });
    // The other lists explain the selected row themselves.
    if (hasItems(feature.id)) console.ui.dispatch({ type: 'set', ui: { detail: true, detailTop: 0 } });
  },
});

/** `rot team`: words that match an act on an item, and words that match an item. */
function targetCommands(wanted: string, { at, acts, features }: Sources): readonly Command[] {
  const words = wordsIn(wanted).map((word) => ({ word, fits: createMatcher(word) }));
  if (words.length < 2) return [];
  return features.flatMap((feature) => {
    const { id: screen, search, reach } = feature;
    // Of a list that is shown in parts, an act cannot say whether it works on an item of another part.
    if (!isList(screen) || !search || reach) return [];
    const known = new Map<string, readonly SearchItem[]>();
    const itemsFor = (typed: string) => {
      const items = known.get(typed) ?? bestItems(search(at), typed);
      known.set(typed, items);
      return items;
    };
    return acts.all
      .filter((act) => act.scope === screen && act.palette)
      .filter((act) => needsItem(act, at, screen))
      .flatMap((act) => {
        const name = `${act.words().title} ${act.id}`;
        const rest = words.filter(({ fits }) => fits(name) === undefined).map(({ word }) => word);
        if (rest.length === 0 || rest.length === words.length) return [];
        return itemsFor(rest.join(' ')).map((item) =>
          actCommand(act, withCursor(onScreen(at, feature), screen, item.id), feature, item),
        );
      });
  });
}

/** `theme dark`, `mouse off`: settings that can change while the console runs. */
function settingCommands(): readonly Command[] {
  const words = barWords().palette;
  const setting = (id: string, title: string, tip: string, ui: object): Command => ({
    ...{ id, title, alias: id, tip },
    run: (console) => console.ui.dispatch({ type: 'set', ui }),
  });
  return [
    ...(['auto', 'dark', 'light', 'contrast', 'mono'] as const).map((theme) =>
      setting(`theme ${theme}`, words.theme(theme), words.themeTip, { theme }),
    ),
    ...(['on', 'off'] as const).map((word) =>
      setting(`mouse ${word}`, words.mouse[word], words.mouseTip, { mouse: word === 'on' }),
    ),
  ];
}

/** Exact commands: `12`, `q!`, `keys prod`, `key team-a`, `set debug true`. */
function exactCommands(wanted: string, sources: Sources): readonly Command[] {
  if (/^\d+$/.test(wanted)) return [rowCommand(Number(wanted), sources.at)];
  const quit = actCommands(sources).filter(({ id }) => id === 'quit');
  if (wanted === 'q') return quit;
  if (wanted === 'q!')
    return quit.map((it) => ({ ...it, id: 'q!', title: barWords().palette.quitNow, run: quitKeeping }));
  const [, name = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(wanted.toLowerCase()) ?? [];
  if (name === 'server' && rest !== '') return [serverCommand(wanted.slice(-rest.length))];
  for (const feature of sources.features) {
    const plural = feature.id.split('-').at(-1) ?? feature.id;
    if (name === plural || name === plural.charAt(0)) return [screenCommand(feature, rest)];
    if (name === 'set' && feature.id === 'config') return setCommands(wanted, feature, sources.at);
    if (`${name}s` === plural && rest !== '' && feature.search)
      return bestItems(feature.search(sources.at), rest).map((item) => itemCommand(feature, item));
  }
  return [];
}

/** `set NAME VALUE` with the whole name of a setting; otherwise the settings that match, to open them. */
function setCommands(wanted: string, feature: Feature, at: At): readonly Command[] {
  const [, name = '', value = ''] = wanted.split(/^set\s+(\S+)\s*/i);
  const setting = settingNamed(name.toLowerCase());
  if (!setting || setting.screen || value === '') {
    const found = name === '' ? [] : bestItems(feature.search?.(at) ?? [], name);
    return found.map((item) => ({ ...itemCommand(feature, item), typed: `set ${item.id} ` }));
  }
  const title = barWords().palette.set(setting.path, value);
  const own = { id: `set ${setting.path}`, title, typed: wanted, place: placeOf(feature) };
  return [{ ...own, ...setByName(at, setting, value) }];
}

/** A console is on one server; without this, the name would match other things. */
const serverCommand = (name: string): Command => ({
  id: 'server',
  title: barWords().palette.server(name),
  reason: barWords().palette.oneServer(name),
  run: () => {},
});

/** Stops running actions; a server that this console started keeps running. */
async function quitKeeping({ session, leave }: Console): Promise<void> {
  await session.keepServer();
  leave();
}

function rowCommand(row: number, { ui: state }: At): Command {
  const { screen } = state;
  const { ids } = listOf(state);
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
  const found = filter !== '';
  return {
    id: found ? `filter ${feature.id}` : `go-${feature.id}`,
    title: found ? barWords().palette.filtered(name, filter) : name,
    place: placeOf(feature),
    key: feature.number,
    tip,
    run: ({ go }) => go(feature.id, found ? { filter } : {}),
  };
}

/** How well a text matches; 0 is best, undefined is no match. */
type Matcher = (title: string, tip?: string, alias?: string) => number | undefined;

/**
 * Matches titles with typed words. Each word must be found: at the start of the title or of a word in it,
 * inside, as a subsequence of letters, in its other name, or last in a sentence about it.
 */
export function createMatcher(typed: string): Matcher {
  const words = wordsIn(typed);
  return (title, tip = '', alias = '') => {
    if (words.length === 0) return 0;
    const [name, other, sentence] = [title.toLowerCase(), alias.toLowerCase(), tip.toLowerCase()];
    let rank = 0;
    for (const [place, word] of words.entries()) {
      const one = rankOf(word, name, other) ?? (sentence.includes(word) ? byTip : undefined);
      if (one === undefined) return undefined;
      rank += place === 0 || one > 0 ? one : 1;
    }
    return rank;
  };
}

const wordsIn = (typed: string): string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

function rankOf(word: string, name: string, alias: string): number | undefined {
  if (name.startsWith(word)) return 0;
  const at = name.indexOf(word);
  if (at > 0) return letter.test(name[at - 1] ?? '') ? 3 : 1;
  if (isLoose(word, name)) return 5;
  return alias.includes(word) ? 7 : undefined;
}

const letter = /[\p{L}\p{N}]/u;

/**
 * `rtm` in `rotate team-a`: its letters in this order, the first one at the start of a word, so that short words do not
 * match everything.
 */
function isLoose(word: string, name: string): boolean {
  const [first = '', ...rest] = word;
  if (rest.length === 0) return false;
  for (let start = name.indexOf(first); start >= 0; start = name.indexOf(first, start + 1)) {
    if (letter.test(name[start - 1] ?? '')) continue;
    let at = start;
    // What does not follow the first start of a word does not follow a later one.
    return rest.every((one) => {
      at = name.indexOf(one, at + 1);
      return at >= 0;
    });
  }
  return false;
}
