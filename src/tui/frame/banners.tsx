import type { ReactElement } from 'react';
import { formatInstant } from '../../base/text/instant-text.ts';
import { stopsAt } from '../../contract/client-key.ts';
import type { At, Console } from '../act.ts';
import { cut, widthOf } from '../components/fit.ts';
import { Pressable } from '../components/pressable.tsx';
import { Line, Text } from '../components/text.tsx';
import { useCalmAt, useConsole, useSize, useTheme } from '../context.tsx';
import { featuresOf } from '../features/index.ts';
import { keyTitle } from '../keyboard.ts';
import type { ScreenId } from '../ui/ui-state.ts';
import { barWords } from './words.ts';

/** What must be seen on every screen. */
export interface Banner {
  /** The same as long as it says the same: one that was closed comes back when it changes. */
  readonly id: string;
  readonly tone: 'danger' | 'warning' | 'info';
  /** In capitals before the text. */
  readonly what?: string;
  readonly text: string;
  /** The act that answers it, with its word, and the screen or the item that the act is about. */
  readonly answer?: {
    readonly act: string;
    readonly title: string;
    readonly screen?: ScreenId;
    readonly item?: string;
  };
}

const tones = ['danger', 'warning', 'info'] as const;

/** Worst first, without those that were closed; danger cannot be closed. */
export function bannersOf(at: At): readonly Banner[] {
  const { closedBanners } = at.ui;
  return allBanners(at)
    .filter(({ id, tone }) => tone === 'danger' || !closedBanners.includes(id))
    .sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));
}

function allBanners(at: At): Banner[] {
  const { connection, server, feedQuestion, login, place, openConfig } = at.console;
  const words = barWords().banners;
  if (!server) {
    // Of the config on this machine, as long as no server was asked.
    const asked = connection.kind === 'sign-in' || connection.kind === 'locked-out';
    return openConfig && asked
      ? [{ id: 'open', tone: 'danger', what: words.openProxy, text: words.anyClient }]
      : [];
  }
  const banners: Banner[] = [];
  if (connection.kind === 'reconnecting' && connection.lockedOut)
    banners.push({ id: 'locked-out', tone: 'danger', what: words.lockedOut, text: connection.reason });
  if (server.clientKeys.length === 0) {
    const answer = { act: 'add-key', title: words.addKey, screen: 'client-keys' } as const;
    banners.push({ id: 'open', tone: 'danger', what: words.openProxy, text: words.anyClient, answer });
  }
  if (server.problem?.unloaded) {
    const answer = { act: 'choose-config', title: words.choose };
    banners.push({ id: `unloaded ${server.problem.message}`, tone: 'warning', text: words.unloaded, answer });
  } else if (server.problem) {
    const { line, column = 1, message } = server.problem;
    const text = words.configError(line === undefined ? '' : words.at(line, column), message);
    banners.push({ id: `config ${text}`, tone: 'warning', text });
  }
  banners.push(...aboutDeadline(at));
  if (feedQuestion !== undefined) {
    const answer = { act: 'usage-access', title: words.answer };
    banners.push({ id: `usage ${place}`, tone: 'info', text: words.usage, answer });
  }
  if (login && 'start' in login.flow && !at.ui.dialog) {
    const answer = { act: 'log-in', title: words.show, screen: 'sessions' } as const;
    const id = `login ${login.flow.start.expiresAt}`;
    banners.push({ id, tone: 'info', text: words.login(login.title), answer });
  }
  return banners;
}

/** A rotation that this server will not end by itself; the one whose deadline is nearest speaks for all. */
function aboutDeadline({ console: { capabilities, server }, now }: At): readonly Banner[] {
  if (!server || !capabilities || capabilities.expiry === 'enforced') return [];
  const words = barWords().banners;
  const [first] = server.clientKeys
    .filter(({ record }) => record?.retiring)
    .sort((a, b) => stopsAt(a.record) - stopsAt(b.record));
  if (!first) return [];
  const deadline = stopsAt(first.record);
  const say = deadline <= now ? words.overdue : words.notEnforced;
  const text = say(first.record?.label ?? first.key.mask, formatInstant(deadline, now));
  const answer = {
    act: 'finish-rotation',
    title: words.finish,
    screen: 'client-keys',
    item: first.id,
  } as const;
  return [{ id: `deadline ${text}`, tone: 'warning', text, answer }];
}

/** `2 a`: the keys from the screen that is shown; undefined: there is no such act. */
export function wayTo(
  { act, screen }: NonNullable<Banner['answer']>,
  { acts, at }: Pick<Console, 'acts' | 'at'>,
): string | undefined {
  const known = acts.byId(act);
  if (!known) return undefined;
  const [key = ':'] = known.keys;
  const { console, ui } = at();
  const number = featuresOf(console).find(({ id }) => id === screen)?.number;
  return number === undefined || ui.screen === screen ? keyTitle(key) : `${number} ${keyTitle(key)}`;
}

function answer(console: Console, { act, screen, item }: NonNullable<Banner['answer']>): void {
  if (screen) console.go(screen, item === undefined ? {} : { id: item });
  console.perform(act);
}

/** The worst banner in one row, and how many there are. On narrow screens only danger; the header counts the rest. */
export function Banners(): ReactElement | null {
  const at = useCalmAt();
  const { columns } = useSize();
  const console = useConsole();
  const all = bannersOf(at);
  const [first] = all;
  if (!first || (columns < 80 && first.tone !== 'danger')) return null;
  return (
    <Pressable onPress={() => first.answer && answer(console, first.answer)} height={1}>
      <BannerRow banner={first} all={all.length} />
    </Pressable>
  );
}

function BannerRow({ banner, all }: { readonly banner: Banner; readonly all: number }): ReactElement {
  const { columns } = useSize();
  const theme = useTheme();
  const console = useConsole();
  const { tone, what, text, answer: act } = banner;
  const { glyphs } = theme;
  const sign = { danger: glyphs.error, warning: glyphs.warning, info: glyphs.notice }[tone];
  const counted = all > 1 ? `  ${barWords().bannerOf(1, all)}` : '';
  const keys = act && wayTo(act, console);
  const hint = keys === undefined ? '' : `${keys} ${act?.title}`;
  const right = [counted.trim(), hint].filter(Boolean).join('   ');
  const room = columns - 2 - (right === '' ? 0 : widthOf(right) + 2);
  const said = cut(` ${sign} ${what === undefined ? '' : `${what}  `}${text}`, room, glyphs.cut);
  const gap = ' '.repeat(Math.max(1, columns - widthOf(said) - widthOf(right) - 1));
  if (tone === 'danger') return <Text {...theme.dangerBar}>{`${said}${gap}${right} `}</Text>;
  return (
    <Line of={[{ text: said, role: tone }, { text: gap }, { text: right, role: 'muted' }]} width={columns} />
  );
}
