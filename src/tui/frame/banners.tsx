import type { ReactElement } from 'react';
import { formatInstant } from '../../base/text/instant-text.ts';
import { stopsAt } from '../../contract/client-key.ts';
import type { At, Console } from '../act.ts';
import { cut, widthOf } from '../components/fit.ts';
import { Pressable } from '../components/pressable.tsx';
import { Line, Text } from '../components/text.tsx';
import { useConsole, useDerived, useSize, useTheme } from '../context.tsx';
import { featuresOf } from '../features/index.ts';
import { recordsNothing } from '../features/server/acts.tsx';
import { keyTitle } from '../keyboard.ts';
import type { ScreenId } from '../ui/ui-state.ts';
import { barWords } from './words.ts';

/** A warning shown on every screen. */
interface Banner {
  /** Identifies the content: a closed banner reappears when it changes. */
  readonly id: string;
  readonly tone: 'danger' | 'warning' | 'info';
  /** In uppercase before the text. */
  readonly what?: string;
  readonly text: string;
  /** The act that resolves it, with its title, and the screen or item of the act. */
  readonly answer?: {
    readonly act: string;
    readonly title: string;
    readonly screen?: ScreenId;
    readonly item?: string;
  };
}

const tones = ['danger', 'warning', 'info'] as const;

/** Worst first, without closed ones; danger cannot be closed. */
export const bannersOf = (at: At): readonly Banner[] =>
  allBanners(at)
    .filter((it) => !!it)
    .filter(({ id, tone }) => tone === 'danger' || !at.ui.closedBanners.includes(id))
    .sort((a, b) => tones.indexOf(a.tone) - tones.indexOf(b.tone));

function allBanners(at: At): (Banner | false | undefined)[] {
  const { connection, server, feedQuestion, login, place, openProxy } = at.console;
  const words = barWords().banners;
  const open: Banner = { id: 'open', tone: 'danger', what: words.openProxy, text: words.anyClient };
  // From the local config while no server was queried.
  if (!server)
    return [(connection.kind === 'sign-in' || connection.kind === 'locked-out') && openProxy && open];
  const { problem } = server;
  const unloaded = problem?.unloaded ? `unloaded ${problem.message}` : undefined;
  const where = problem?.line === undefined ? '' : words.at(problem.line, problem.column ?? 1);
  const broken = problem && unloaded === undefined ? words.configError(where, problem.message) : undefined;
  const start = login && 'start' in login.flow && !at.ui.dialog ? login.flow.start : undefined;
  const lockedOut = connection.kind === 'reconnecting' && connection.lockedOut && connection.reason;
  // biome-ignore format: one row a record
  return [
    !!lockedOut && { id: 'locked-out', tone: 'danger', what: words.lockedOut, text: lockedOut },
    server.clientKeys.length === 0 && { ...open, answer: { act: 'add-key', title: words.addKey, screen: 'client-keys' } },
    unloaded !== undefined && { id: unloaded, tone: 'warning', text: words.unloaded, answer: { act: 'choose-config', title: words.choose } },
    broken !== undefined && { id: `config ${broken}`, tone: 'warning', text: broken, answer: { act: 'go-config', title: '' } },
    unenforcedDeadline(at),
    feedQuestion !== undefined && { id: `usage ${place}`, tone: 'info', text: words.usage, answer: { act: 'usage-access', title: words.answer } },
    recordsNothing(at.console) && { id: `unrecorded ${place}`, tone: 'info', text: words.unrecorded, ...(!at.console.readOnly && { answer: { act: 'usage-access', title: words.turnOn } }) },
    login && start && { id: `login ${start.expiresAt}`, tone: 'info', text: words.login(login.title), answer: { act: 'log-in', title: words.show, screen: 'sessions' } },
  ];
}

/** A rotation that this server does not finish by itself; only the one with the nearest deadline is shown. */
function unenforcedDeadline({ console: { capabilities, connection, server }, now }: At): Banner | undefined {
  if (!server || !capabilities || capabilities.expiry === 'enforced') return undefined;
  const words = barWords().banners;
  const [first] = server.clientKeys
    .filter(({ record }) => record?.retiring)
    .sort((a, b) => stopsAt(a.record) - stopsAt(b.record));
  if (!first) return undefined;
  const deadline = stopsAt(first.record);
  const say =
    deadline <= now ? words.overdue : connection.kind === 'disk' ? words.onlyServer : words.notEnforced;
  const text = say(first.record?.label ?? first.key.mask, formatInstant(deadline, now));
  const answer = { act: 'finish-rotation', title: words.finish, item: first.id };
  return { id: `deadline ${text}`, tone: 'warning', text, answer: { ...answer, screen: 'client-keys' } };
}

/**
 * The worst banner in one row, with the number of banners. Narrow: only danger; the header counts the rest.
 */
export function Banners(): ReactElement | null {
  const { columns } = useSize();
  const { glyphs, dangerBar } = useTheme();
  const console = useConsole();
  const { first, count, way } = useDerived((at) => {
    const all = bannersOf(at);
    const [first] = all;
    return { first, count: all.length, way: first?.answer && wayTo(first.answer, console) };
  });
  if (!first || (columns < 80 && first.tone !== 'danger')) return null;
  const { tone, what, text, answer } = first;
  const press = () => {
    if (!answer) return;
    if (answer.screen) console.performOn(answer.act, answer.screen, answer.item);
    else console.perform(answer.act);
  };
  const sign = { danger: glyphs.error, warning: glyphs.warning, info: glyphs.notice }[tone];
  const counted = count > 1 && barWords().bannerOf(1, count);
  const right = [counted, answer && `${way} ${answer.title}`.trim()].filter(Boolean).join('   ');
  const room = columns - 2 - (right === '' ? 0 : widthOf(right) + 2);
  const said = cut(` ${sign} ${what === undefined ? '' : `${what}  `}${text}`, room, glyphs.cut);
  const gap = ' '.repeat(Math.max(1, columns - widthOf(said) - widthOf(right) - 1));
  return (
    <Pressable onPress={press} height={1}>
      {tone === 'danger' ? (
        <Text {...dangerBar}>{`${said}${gap}${right} `}</Text>
      ) : (
        <Line
          of={[{ text: said, role: tone }, { text: gap }, { text: right, role: 'muted' }]}
          width={columns}
        />
      )}
    </Pressable>
  );
}

/** `2 a`: the keys to press on the current screen. */
function wayTo({ act, screen }: NonNullable<Banner['answer']>, { acts, at }: Console): string {
  const [key = ':'] = acts.byId(act)?.keys ?? [];
  const { console, ui } = at();
  const number = featuresOf(console).find(({ id }) => id === screen)?.number;
  return number === undefined || ui.screen === screen ? keyTitle(key) : `${number} ${keyTitle(key)}`;
}
