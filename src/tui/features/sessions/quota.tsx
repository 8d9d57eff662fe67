import { Box } from 'ink';
import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { day, formatDuration, hour, minute } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { isFull, type QuotaWindow, quotaPoints } from '../../../contract/quota/quota.ts';
import {
  burnRate,
  fullAt,
  nearLimit,
  nextQuotaChange,
  paceOf,
  passedShare,
  quotaNearFull,
  tightestWindow,
  usedNow,
} from '../../../contract/quota/read-quota.ts';
import { leftPercent } from '../../../operations/index.ts';
import { accountProvider } from '../../../providers/accounts/auth-file-kinds.ts';
import { ago, clockText, type FrameTime } from '../../clock.ts';
import type { Detail } from '../../components/details.tsx';
import { widthOf } from '../../components/fit.ts';
import { barSpans, shareLook } from '../../components/graphs/cells.ts';
import { AreaGraph, Spark } from '../../components/graphs/graphs.tsx';
import type { Look } from '../../components/list-screen.tsx';
import { framedFrom } from '../../components/panel.tsx';
import { type Cell, Line, type Span } from '../../components/text.tsx';
import { useSize, useTheme } from '../../context.tsx';
import { money, unknown } from '../../numbers.ts';
import type { Glyphs } from '../../theme.ts';
import { words } from './words.ts';

/** `48m`, `2h26m`, `3d4h`: time until a reset, in the width of a column. */
export function shortLeft(time: FrameTime, instant: number): string {
  const minutes = Math.max(0, Math.ceil((instant - time.now) / minute));
  if (minutes > 0) time.changesAt(instant - (minutes - 1) * minute);
  const ms = minutes * minute;
  const part = (value: number, unit: string) => (value > 0 ? `${value}${unit}` : '');
  if (ms >= day) return `${Math.floor(ms / day)}d${part(Math.floor((ms % day) / hour), 'h')}`;
  if (ms >= hour) return `${Math.floor(ms / hour)}h${part(minutes % 60, 'm')}`;
  return `${minutes}m`;
}

/** `11:52` today, otherwise with the day. */
export const timeText = (at: number, now: number): string =>
  new Date(at).toDateString() === new Date(now).toDateString()
    ? clockText(at).slice(0, 5)
    : formatInstant(at, now);

/** Columns of the bar in the list. */
const cellBar = 4;

/** The tightest window: `5h ███░ 29% left 2h26m`, `5h ████ full 48m`. */
export function quotaCell({ quota }: AuthFile, { time, theme, spoken }: Look, width: number): Cell {
  const window = tightestWindow(quota, time.now);
  const used = window && usedNow(window, time.now);
  if (!window || used === undefined) return unknown;
  const { resetsAt } = window;
  const said = used >= 100 ? words().quota.full : words().quota.left(leftPercent(used));
  const timeLeft = resetsAt === undefined ? '' : ` ${shortLeft(time, resetsAt)}`;
  const label = `${window.label} `;
  // What does not fit is left out from the bar on.
  const room = width - widthOf(label + said);
  const hasTime = widthOf(timeLeft) <= room;
  const hasBar = !spoken && cellBar + 1 + widthOf(timeLeft) <= room;
  return [
    { text: label },
    ...(hasBar ? [...barSpans(used / 100, cellBar, theme.glyphs), space] : []),
    { text: hasTime ? said + timeLeft : said },
  ];
}

const space: Span = { text: ' ' };

/** The least left first; unknown last. */
export function quotaRank({ quota }: AuthFile, now: number): number {
  const window = tightestWindow(quota, now);
  return window ? 100 - (usedNow(window, now) ?? 0) : 101;
}

/** The tightest window, if it resets: the accounts that are back soonest come first. */
export const resetOf = ({ quota }: AuthFile, now: number): number | undefined =>
  tightestWindow(quota, now)?.resetsAt;
export function resetCell(file: AuthFile, { time }: Look): string {
  const at = resetOf(file, time.now);
  return at === undefined ? unknown : shortLeft(time, at);
}

/** What the quota needs attention for: `5h quota full at 10:40 at this pace, resets 11:52`. */
export function quotaHint({ quota }: AuthFile, now: number): string | undefined {
  const window = nearLimit(quota, now);
  if (!window) return undefined;
  const { label, resetsAt } = window;
  const say = words().quota;
  const resets = resetsAt === undefined ? '' : commas().parts + say.resets(timeText(resetsAt, now));
  const full = fullAt(window, now);
  if (full !== undefined) return say.hintPace(label, timeText(full, now)) + resets;
  const used = usedNow(window, now) ?? 0;
  const left = used >= 100 ? say.full : say.left(leftPercent(used));
  return say.hint(label, left) + resets;
}

/** A bar of what is used, with a mark at the share of the window that has passed. */
export function windowBar(window: QuotaWindow, used: number, width: number, now: number, glyphs: Glyphs) {
  const [filled, ...rest] = barSpans(used / 100, width, glyphs);
  const willBeFull = filled?.role === 'accent' && fullAt(window, now) !== undefined;
  const spans: readonly Span[] = filled
    ? [willBeFull ? { ...filled, role: 'warning' } : filled, ...rest]
    : [];
  const passed = passedShare(window, now);
  if (passed === undefined) return spans;
  const at = Math.min(width - 1, Math.floor(passed * width));
  return marked(spans, at, glyphs.barMark);
}

/** The spans with one column replaced. */
function marked(spans: readonly Span[], at: number, mark: string): readonly Span[] {
  let from = 0;
  return spans.flatMap((span): Span[] => {
    const place = at - from;
    from += span.text.length;
    if (place < 0 || place >= span.text.length) return [span];
    return [
      { ...span, text: span.text.slice(0, place) },
      { text: mark },
      { ...span, text: span.text.slice(place + 1) },
    ];
  });
}

const [leastBar, maxBar] = [6, 30];
const gap: Span = { text: '  ' };

function WindowLines(props: {
  readonly window: QuotaWindow;
  readonly time: FrameTime;
  readonly width: number;
  readonly spoken: boolean;
}): ReactElement {
  const { window, time, width, spoken } = props;
  const { glyphs } = useTheme();
  const say = words().quota;
  const { now } = time;
  const { resetsAt = now } = window;
  const used = usedNow(window, now);
  if (used === undefined) {
    const at = timeText(resetsAt, now);
    return <Line of={isFull(window) ? say.wasFull(at) : say.unknownSince(at)} wrap="wrap" />;
  }
  const { word } = shareLook(used / 100);
  const usedText =
    used >= 100 ? say.full : [say.used(`${Math.round(used)}%`), word].filter(Boolean).join(' · ');
  const bar = Math.min(maxBar, width - widthOf(usedText) - 2);
  const full = fullAt(window, now);
  const lasts = full === undefined && burnRate(window, now) !== undefined && used < 100;
  const facts = [
    window.resetsAt !== undefined &&
      say.resets(say.timeLeft(timeText(resetsAt, now), shortLeft(time, resetsAt))),
    full !== undefined && say.fullAt(timeText(full, now), formatDuration(resetsAt - full)),
    lasts && say.lasts,
  ];
  const shown = facts.filter(Boolean).join(' · ');
  const drawn = spoken || bar < leastBar ? [] : [...windowBar(window, used, bar, now, glyphs), gap];
  return (
    <Box flexDirection="column">
      <Line of={[...drawn, { text: usedText, bold: full !== undefined || used >= quotaNearFull }]} />
      {shown !== '' && <Line of={{ text: shown, role: 'muted' }} wrap="wrap" />}
    </Box>
  );
}

/** A row for each window, the burn rate of the tightest, and where the figures are from. */
export function quotaRows(
  { quota, provider = '' }: AuthFile,
  time: FrameTime,
  spoken: boolean,
  width: number,
): readonly Detail[] {
  const say = words().quota;
  const windows = quota?.windows ?? [];
  if (windows.length === 0) {
    const { quota: how } = accountProvider(provider) ?? {};
    const why = how?.notAsked ?? (how?.request ? say.none : say.notReported);
    return ['blank', { label: say.title, value: why }];
  }
  const tightest = tightestWindow(quota, time.now);
  const burn = tightest && burnRate(tightest, time.now);
  const pace = tightest && paceOf(tightest, time.now);
  time.changesAt(nextQuotaChange(quota, time.now));
  const newest = windows.reduce((one, other) => (other.observedAt > one.observedAt ? other : one));
  const { left: rest, used, limit, unlimited } = quota?.credits ?? {};
  const credits = unlimited
    ? say.unlimited
    : rest !== undefined
      ? say.creditsLeft(String(rest))
      : used !== undefined && say.creditsUsed(money(used), limit === undefined ? undefined : money(limit));
  return [
    'blank',
    ...windows.map((window) => ({
      label: say.window(window.label),
      value: (room: number) => <WindowLines window={window} time={time} width={room} spoken={spoken} />,
    })),
    { label: say.pace, value: pace === undefined ? undefined : say.paceText(Math.round(pace)) },
    {
      label: say.burn,
      value: burn === undefined ? undefined : say.burnText(burn.toFixed(burn < 10 ? 1 : 0)),
    },
    tightest && hasGraph(tightest) && !spoken && <BurnGraph of={tightest} now={time.now} width={width} />,
    { label: say.credits, value: credits || undefined },
    { label: say.source, value: `${say[newest.source]} · ${ago(time, newest.observedAt)}` },
  ];
}

type Spanned = QuotaWindow & {
  readonly [name in 'recent' | 'resetsAt' | 'periodMs']: NonNullable<QuotaWindow[name]>;
};

const hasGraph = (window: QuotaWindow): window is Spanned =>
  (window.recent?.length ?? 0) > 1 && window.resetsAt !== undefined && window.periodMs !== undefined;

const graphRows = 5;

/** What was used of a window over its whole time, and with dots what will be at this pace. */
function BurnGraph({ of: window, now, width }: { of: Spanned; now: number; width: number }): ReactElement {
  const { columns: across } = useSize();
  const { recent, resetsAt, periodMs, observedAt, usedPercent, label } = window;
  const [from, step] = [resetsAt - periodMs, periodMs / quotaPoints];
  const points = [...recent, [observedAt, usedPercent] as const];
  const rate = burnRate(window, now);
  const columns = Array.from({ length: quotaPoints }, (_, column) => from + column * step);
  const values = columns.map((at) =>
    at > now ? undefined : points.findLast(([time]) => time < at + step)?.[1],
  );
  const ahead = columns.map((at) =>
    rate === undefined || at <= now
      ? undefined
      : Math.min(100, usedPercent + ((at - observedAt) / hour) * rate),
  );
  const narrow = across < framedFrom;
  return (
    <Box flexDirection="column">
      <Line of={{ text: words().quota.graph(label, rate !== undefined && !narrow), role: 'muted' }} />
      {narrow ? (
        <Spark values={values} width={width} />
      ) : (
        <AreaGraph {...{ values, width, from, percent: { ahead }, height: graphRows, to: resetsAt }} />
      )}
    </Box>
  );
}

/** What a key cannot do because of its provider. */
export function whyNotAsked(file: AuthFile): string | undefined {
  const { quota } = accountProvider(file.provider ?? '') ?? {};
  return quota?.request ? undefined : (quota?.notAsked ?? words().quota.notReported);
}
