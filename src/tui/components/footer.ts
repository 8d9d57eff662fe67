import { stripControl } from '../../base/terminal-text.ts';
import { isDropped, keyTitle, reasonAgainst, scopesOf } from '../key-scope.ts';
import { actionIds, keymap } from '../keymap.ts';
import { age } from '../rows/moment.ts';
import { widthOf, wrap } from '../text/fit.ts';
import { type Line, lineOf, type Segment, type Style, segment } from '../text/line.ts';
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
  const inForm = ui.dialog?.kind === 'form' && ui.dialog.problem !== undefined;
  if (!said || inForm) return [[]];
  const undo = !ui.notice && said.tone === 'ok' && undoable.length > 0 && !console.readOnly && !ui.dialog;
  const sign = signs[said.tone];
  const hint = undo ? '   u undo' : '';
  const lines = wrap(stripControl(said.message) + hint, columns - sign.length - 1).slice(0, 3);
  return lines.map((text, index): Line => {
    const lead = index === 0 ? sign : ' '.repeat(sign.length);
    if (undo && text.endsWith(hint)) {
      const words = text.slice(0, -hint.length);
      return [
        segment(lead + words, tones[said.tone]),
        segment('   '),
        segment('u', 'bold'),
        segment(' undo'),
      ];
    }
    return [segment(lead + text, tones[said.tone])];
  });
}

/** The keys that work here, as many as fit; the help, which names them all, keeps its place at the end. */
export function keysLine(scene: Scene): Line {
  const { columns, console, ui } = scene;
  const [inner] = scopesOf(scene);
  const scopes = inner === ui.screen ? [inner, 'screen' as const] : [inner];
  const items = actionIds
    .filter((id) => {
      const binding = keymap[id];
      if (!binding.footer || !scopes.includes(binding.scope) || isDropped(binding, console)) return false;
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

function titleHere({ ui }: Scene, id: (typeof actionIds)[number]): string {
  if (id === 'revoke-keys' && ui.keys.marks.size > 0) return `revoke ${ui.keys.marks.size} marked`;
  if (id === 'submit' && ui.dialog?.kind === 'form') return formVerbs[ui.dialog.id];
  return keymap[id].title;
}

const formVerbs = {
  add: 'add',
  edit: 'save',
  import: 'import',
  rotate: 'rotate',
  deadline: 'change',
} as const;
