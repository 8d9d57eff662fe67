import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import {
  type Act,
  type Acts,
  type At,
  hasItems,
  isDropped,
  isOutside,
  reasonAgainst,
  type Scope,
  scopesOf,
  titleOf,
} from '../act.ts';
import { widthOf } from '../components/fit.ts';
import { Pressable } from '../components/pressable.tsx';
import { Text } from '../components/text.tsx';
import { useCalmAt, useConsole, useSize } from '../context.tsx';
import { keyTitle } from '../keyboard.ts';
import { barWords } from './words.ts';

/** One key that works now, with its word. */
export interface Hint {
  readonly id: string;
  readonly key: string;
  readonly title: string;
}

/** Before the first screen: the keys of the field; ways to go on have theirs on their own border. */
const withFooter: ReadonlySet<Scope | undefined> = new Set<Scope>(['sign-in', 'connecting']);

function outsideLines(acts: Acts, at: At, columns: number): readonly (readonly Hint[])[] {
  const [scope] = scopesOf(at);
  if (!withFooter.has(scope)) return [];
  const own = acts.all.filter((act) => act.scope === scope && act.footer !== undefined);
  // Where letters are typed q is one of them.
  const quit = scope === 'sign-in' ? acts.all.filter(({ id }) => id === 'quit-now') : [];
  const hints = [...own, ...quit]
    .filter((act) => reasonAgainst(act, at) === undefined)
    .map((act) => hintOf(act, at));
  while (hints.length > 2 && widthOfHints(hints, gapOf(columns)) >= columns) hints.splice(-2, 1);
  return [hints];
}

/** Last row, two from 30 rows on: the keys that work on what is selected. */
export function Footer(): ReactElement {
  const at = useCalmAt();
  const { columns, rows } = useSize();
  const { acts } = useConsole();
  const isIn = !isOutside(at.console) && !at.console.firstRun;
  const lines = isIn ? footerLines(acts, at, columns, rows >= 30 ? 2 : 1) : outsideLines(acts, at, columns);
  const gap = gapOf(columns);
  return (
    <Box flexDirection="column" flexShrink={0} height={isIn && rows >= 30 ? 2 : 1}>
      {lines.map((line) => (
        <Box key={line[0]?.id ?? ''} paddingLeft={1} columnGap={gap}>
          {line.map(({ id, key, title }) => (
            <KeyHint key={id} id={id} sign={key} title={title} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

const KeyHint = memo(({ id, sign, title }: Omit<Hint, 'key'> & { readonly sign: string }): ReactElement => {
  const console = useConsole();
  return (
    <Pressable onPress={() => console.perform(id)}>
      <Text role="accent">{sign}</Text>
      <Text>{` ${title}`}</Text>
    </Pressable>
  );
});

const gapOf = (columns: number): number => (columns >= 100 ? 3 : 2);
/** Of all hints, below 80 columns. */
const mostNarrow = 5;

/**
 * The keys in as many rows: those of the screen, then those that all screens have. What does not fit is left out by
 * the number in its record, the highest first. Commands and help are always there, at the end.
 */
export function footerLines(acts: Acts, at: At, columns: number, rows: 1 | 2): readonly (readonly Hint[])[] {
  const reach = acts.inReach(at).filter((act) => works(act, at));
  const own = reach.filter(({ scope }) => scope === at.ui.screen || scope === 'filter');
  const others = reach.filter((act) => !own.includes(act) && !tailIds.includes(act.id));
  const isFilter = ({ id }: Act) => id === 'open-filter';
  const shared = [...others.filter((act) => !isFilter(act)), ...others.filter(isFilter)];
  // Lists say how to filter them as long as there is room for more than their first keys.
  const rank = (act: Act) => (columns >= 80 && isFilter(act) ? 0 : (act.footer ?? 0));
  const byRank = [...own, ...shared].sort((a, b) => rank(a) - rank(b));
  const tail = at.ui.filtering ? [] : tailHints(acts, at);
  const gap = gapOf(columns);
  const known = new Map(byRank.map((act) => [act, hintOf(act, at)]));
  const most = columns < 80 ? Math.min(mostNarrow - 2, byRank.length) : byRank.length;
  for (let count = most; count >= 0; count -= 1) {
    const kept = new Set(byRank.slice(0, count));
    const hints = (some: readonly Act[]) => some.flatMap((act) => (kept.has(act) && known.get(act)) || []);
    for (const end of tailsOf(tail)) {
      const lines = inLines(hints(own), [...hints(shared), ...end], { columns, rows, gap });
      if (lines) return lines;
    }
  }
  return [tail];
}

const tailIds = ['open-palette', 'open-help'];

function works(act: Act, at: At): boolean {
  if (act.footer === undefined || isDropped(act, at.console)) return false;
  if (act.scope === 'items' && !hasItems(at.ui.screen)) return false;
  return reasonAgainst(act, at) === undefined;
}

const hintOf = (act: Act, at: At): Hint => ({
  id: act.id,
  key: keyTitle(act.keys[0] ?? ''),
  title: titleOf(act, at),
});

/** `: commands  ? help`, and in less room `: more  ? help`. */
function tailHints(acts: Acts, at: At): readonly Hint[] {
  return tailIds.flatMap((id) => {
    const act = acts.byId(id);
    return act ? [hintOf(act, at)] : [];
  });
}

const tailsOf = (tail: readonly Hint[]): readonly (readonly Hint[])[] => [
  tail,
  tail.map((hint) => (hint.id === 'open-palette' ? { ...hint, title: barWords().more } : hint)),
];

const widthOfHints = (hints: readonly Hint[], gap: number): number =>
  hints.reduce((sum, { key, title }) => sum + widthOf(key) + 1 + widthOf(title) + gap, 1 - gap);

/** undefined: there is not enough room. */
function inLines(
  own: readonly Hint[],
  shared: readonly Hint[],
  { columns, rows, gap }: { readonly columns: number; readonly rows: 1 | 2; readonly gap: number },
): readonly (readonly Hint[])[] | undefined {
  const fits = (hints: readonly Hint[]) => widthOfHints(hints, gap) <= columns;
  if (rows === 1) return fits([...own, ...shared]) ? [[...own, ...shared]] : undefined;
  let split = own.length;
  while (split > 0 && !fits(own.slice(0, split))) split -= 1;
  const second = [...own.slice(split), ...shared];
  return fits(second) ? [own.slice(0, split), second].filter((line) => line.length > 0) : undefined;
}
