import { clineProvider } from '../../operations/index.ts';
import { dialogInSight, hasItems, isDropped, keyTitle, reasonAgainst, scopesOf } from '../key-scope.ts';
import { actionIds, keymap, type Scope } from '../keymap.ts';
import { age } from '../rows/moment.ts';
import { cut, widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, type Segment, type Style, segment, textOf } from '../text/line.ts';
import type { Scene } from '../view.ts';
import { spinner } from './spinner.ts';

const tones: Readonly<Record<'ok' | 'warning' | 'error', Style>> = {
  ok: 'plain',
  warning: 'warning',
  error: 'danger',
};
const signs = { ok: ' ', warning: ' ! ', error: ' ✕ ' } as const;

/** What runs, else what was last said; as many lines as the sentence needs, three at most. */
export function resultLines(scene: Scene): readonly Line[] {
  const { console, ui, moment, columns } = scene;
  const { running, undoable } = console;
  const turning = running ? spinner(moment, running.since) : undefined;
  if (running && turning) {
    return [lineOf(` ${turning} ${running.title} … ${age(moment, running.since)}   Esc stops it`, 'accent')];
  }
  const said = ui.notice ?? (console.result === ui.dismissed ? undefined : console.result);
  // A form says itself why it was refused.
  const open = dialogInSight(scene);
  const inForm = open?.kind === 'form' && open.problem !== undefined;
  if (!said || inForm) return [[]];
  const sign = signs[said.tone];
  const room = columns - sign.length - 1;
  const tone = tones[said.tone];
  const lines = atMost(wrap(said.message, room), room).map(
    (text, index): Line => [segment((index === 0 ? sign : ' '.repeat(sign.length)) + text, tone)],
  );
  const offered = said === console.undoOffer && undoable.length > 0 && !console.readOnly && !open;
  return offered ? withUndo(lines, columns) : lines;
}

const mostLines = 3;

/** A sentence that is longer still says so. */
function atMost(lines: readonly string[], width: number): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), cut(lines.slice(mostLines - 1).join(' '), width)];
}

/** Behind the sentence, else on a line of its own, never torn apart. */
function withUndo(lines: readonly Line[], columns: number): readonly Line[] {
  const hint = [segment('u', 'bold'), segment(' undo')];
  const last = lines.at(-1) ?? [];
  if (widthOf(`${textOf(last)}   ${textOf(hint)}`) < columns)
    return [...lines.slice(0, -1), [...last, segment('   '), ...hint]];
  if (lines.length < mostLines) return [...lines, [segment(' '), ...hint]];
  const room = columns - 4 - widthOf(textOf(hint));
  return [
    ...lines.slice(0, -1),
    [...last.map(({ text, style }) => segment(cut(text, room), style)), segment('   '), ...hint],
  ];
}

/** The keys that work here, as many as fit; the help, which names them all, keeps its place at the end. */
export function keysLine(scene: Scene): Line {
  const { columns, console, ui } = scene;
  const [inner = 'everywhere'] = scopesOf(scene);
  const scopes: readonly Scope[] = inner === ui.screen ? [inner, 'items', 'screen'] : [inner];
  const items = actionIds
    .filter((id) => {
      const binding = keymap[id];
      if (!binding.footer || !scopes.includes(binding.scope) || isDropped(binding, console)) return false;
      if (binding.scope === 'items' && !hasItems(ui.screen)) return false;
      return reasonAgainst(id, scene) === undefined;
    })
    .map((id) => ({ id, key: keyTitle(keymap[id].keys[0] ?? ''), title: titleHere(scene, id) }));
  const last = items.find(({ id }) => id === 'open-help');
  const reserved = last ? widthOf(last.key) + widthOf(last.title) + 3 : 0;
  const line: Segment[] = [segment(' ')];
  let used = 1;
  const put = (key: string, title: string) => {
    if (line.length > 1) line.push(segment('  '));
    line.push(segment(key, 'bold'), segment(` ${title}`));
  };
  for (const { id, key, title } of items) {
    if (id === 'open-help') continue;
    const width = widthOf(key) + 1 + widthOf(title) + (line.length > 1 ? 2 : 0);
    if (used + width + reserved > columns) continue;
    used += width;
    put(key, title);
  }
  if (last) put(last.key, last.title);
  return line;
}

function titleHere({ ui, providers, sessions }: Scene, id: (typeof actionIds)[number]): string {
  if (id === 'revoke-keys' && ui.lists['client-keys'].marks.size > 0)
    return `revoke ${ui.lists['client-keys'].marks.size} marked`;
  if (id === 'turn-sessions' && sessions.selected?.disabled) return 'enable';
  if (id === 'turn-provider-keys' && providers.selected?.disabled) return 'enable';
  if (id === 'cline-keys' && providers.selected?.provider !== clineProvider) return 'add Cline';
  if (id === 'submit' && ui.dialog?.kind === 'form') return ui.dialog.verb;
  if (id === 'usage-open' && ui.usage.focus === 'requests') return ui.usage.detail ? 'close' : 'details';
  if (id === 'usage-live' && ui.usage.focus === 'requests') return 'table';
  if (id === 'usage-pause' && ui.usage.paused) return 'go on';
  return keymap[id].title;
}
