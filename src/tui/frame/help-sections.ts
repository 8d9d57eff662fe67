import type { Act, At, Scope } from '../act.ts';
import { isDropped, reasonAgainst, scopesOf } from '../acts.ts';
import type { Feature } from '../features/feature.ts';
import { keyTitle } from '../keyboard.ts';
import type { ScreenId } from '../ui/ui-state.ts';
import { createMatcher } from './match.ts';
import { barWords } from './words.ts';

/** One key, or one word of the glossary. */
export interface HelpEntry {
  readonly id: string;
  /** `R`, `PgDn Ctrl-F`; for a word, the word. */
  readonly name: string;
  readonly text: string;
  readonly act?: Act;
  /** It does nothing now, and `text` says why. */
  readonly off?: boolean;
}

export interface HelpSection {
  readonly title: string;
  readonly entries: readonly HelpEntry[];
}

export interface HelpWish {
  readonly typed: string;
  /** All screens and boxes, not this screen alone. */
  readonly all: boolean;
}

/** Every place in which keys work, in the order of the help and of docs/keys.md, with its heading. */
export function chapters(features: readonly Feature[]): readonly (readonly [Scope, string])[] {
  const scopes: Readonly<Record<Exclude<Scope, ScreenId>, string>> = barWords().help.scopes;
  return [
    ...features.map(({ id, words }) => [id, words().name] as const),
    ...(Object.entries(scopes) as [Scope, string][]),
  ];
}

/** The keys, with what cannot be done now and why; when something is typed, what fits of all screens and words. */
export function helpSections(
  acts: readonly Act[],
  features: readonly Feature[],
  at: At,
  { typed, all }: HelpWish,
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
