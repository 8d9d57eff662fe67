import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import {
  type Act,
  type Acts,
  type At,
  hasItems,
  isOutside,
  reasonAgainst,
  scopesOf,
  titleOf,
} from '../act.ts';
import { widthOf } from '../components/fit.ts';
import { Pressable } from '../components/pressable.tsx';
import { Text } from '../components/text.tsx';
import { useConsole, useDerived, useSize } from '../context.tsx';
import { keyTitle } from '../keyboard.ts';
import { isList } from '../ui/ui-state.ts';
import { barWords } from './words.ts';

/** The last row, or two from 30 rows on: the keys that work on the selected item. */
export function Footer(): ReactElement {
  const { columns, rows } = useSize();
  const { acts } = useConsole();
  const { height, lines } = useDerived((at) => {
    const height = isInside(at) && rows >= 30 ? 2 : 1;
    return { height, lines: footerLines(acts, at, columns, height) };
  });
  return (
    <Box flexDirection="column" flexShrink={0} height={height}>
      {lines.map((line) => (
        <Box key={line[0]?.id ?? ''} paddingLeft={1} columnGap={gapOf(columns)}>
          {line.map((hint) => (
            <KeyHint key={hint.id} id={hint.id} sign={hint.key} title={hint.title} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

/** A key that works now, with its title. */
interface Hint {
  readonly id: string;
  readonly key: string;
  readonly title: string;
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
const isInside = ({ console }: At): boolean => !isOutside(console) && !console.firstRun;
/** Maximum number of hints, below 80 columns. */
const maxNarrow = 5;
const tailIds = ['open-palette', 'open-help'];

/**
 * The keys in as many rows: those of the screen, then those that all screens have. Keys that do not fit are
 * dropped by the number in their record, the highest first. Commands and help are always shown, at the end.
 * Before the sign-in only the password field and the connecting screen have a footer; choices show keys on
 * their border.
 */
function footerLines(acts: Acts, at: At, columns: number, rows: 1 | 2): readonly (readonly Hint[])[] {
  const [scope = 'screen'] = scopesOf(at);
  const inside = isInside(at);
  if (!inside && scope !== 'sign-in' && scope !== 'connecting') return [];
  const working = acts.inReach(at).filter((act) => works(act, at));
  // A key belongs to the innermost act that works.
  const reach = working.filter((act) => act === working.find(({ keys }) => keys.includes(act.keys[0] ?? '')));
  const isFilter = ({ keys }: Act) => keys[0] === '/';
  const isOwn = (act: Act) => act.scope === 'filter' || (act.scope === at.ui.screen && !isFilter(act));
  const own = inside ? reach.filter(isOwn) : reach;
  const others = reach.filter((act) => !own.includes(act) && !tailIds.includes(act.id));
  const shared = [...others.filter((act) => !isFilter(act)), ...others.filter(isFilter)];
  const isMarked = isList(at.ui.screen) && at.ui.lists[at.ui.screen].marks.size > 0;
  const rank = (act: Act) => {
    // Lists show the filter key if there is room for more than their first keys.
    if (columns >= 80 && isFilter(act)) return 0;
    // What works on the marked items says how many in its title.
    return (act.footer ?? 0) + (isMarked && own.includes(act) && !act.title ? 100 : 0);
  };
  const byRank = [...own, ...shared].sort((a, b) => rank(a) - rank(b));
  const known = new Map(byRank.map((act) => [act, hintOf(act, at)]));
  // Where text is typed, q is a letter.
  const ends = inside ? (at.ui.filtering ? [] : tailIds) : scope === 'sign-in' ? ['quit-now'] : [];
  const tail = ends.flatMap((id) => acts.byId(id) ?? []).map((act) => hintOf(act, at));
  // `: commands  ? help`, or `: more  ? help` if space is short.
  const short = tail.map((hint) => (hint.id === 'open-palette' ? { ...hint, title: barWords().more } : hint));
  const gap = gapOf(columns);
  const fits = (hints: readonly Hint[]) =>
    hints.reduce((sum, { key, title }) => sum + widthOf(key) + 1 + widthOf(title) + gap, 1 - gap) <= columns;
  const inLines = (first: readonly Hint[], second: readonly Hint[]) => {
    let split = rows === 1 ? 0 : first.length;
    while (split > 0 && !fits(first.slice(0, split))) split -= 1;
    const lines = [first.slice(0, split), [...first.slice(split), ...second]];
    return lines.every(fits) ? lines.filter((line) => line.length > 0) : undefined;
  };
  const most = columns < 80 ? Math.min(maxNarrow - 2, byRank.length) : byRank.length;
  for (let count = most; count >= 0; count -= 1) {
    const kept = new Set(byRank.slice(0, count));
    const hints = (some: readonly Act[]) => some.flatMap((act) => (kept.has(act) && known.get(act)) || []);
    for (const end of [tail, short]) {
      const lines = inLines(hints(own), [...hints(shared), ...end]);
      if (lines) return lines;
    }
  }
  return [tail];
}

function works(act: Act, at: At): boolean {
  if (act.footer === undefined) return false;
  if (act.scope === 'items' && !hasItems(at.ui.screen)) return false;
  return reasonAgainst(act, at) === undefined;
}

const hintOf = (act: Act, at: At): Hint => ({
  id: act.id,
  key: keyTitle(act.keys[0] ?? ''),
  title: titleOf(act, at),
});
