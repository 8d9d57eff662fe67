import { Box } from 'ink';
import { type ReactElement, useEffect } from 'react';
import type { ConsoleState, Result } from '../../store/state.ts';
import { type At, isOutside } from '../act.ts';
import { age, type FrameTime, left } from '../clock.ts';
import { Spinner } from '../components/dialogs/spinner.tsx';
import { cut, widthOf, wrap } from '../components/fit.ts';
import { Panel } from '../components/panel.tsx';
import { Pressable } from '../components/pressable.tsx';
import { Text } from '../components/text.tsx';
import { Unbroken } from '../components/unbroken.tsx';
import { useConsole, useDerived, useFrameTime, useSize, useTheme } from '../context.tsx';
import { featureOf } from '../features/index.ts';
import type { Role } from '../theme.ts';
import type { Revealed, UiState } from '../ui/ui-state.ts';
import { frameWords } from '../words/frame.ts';
import { barWords } from './words.ts';

/** How long a success message is shown. ms. */
const toastMs = 8000;
/** Longer messages are truncated; `:messages` shows them in full. */
const maxLines = 3;

/**
 * Row above the footer: the running action, last message or hint for the selected row. Empty under a dialog.
 */
export function StatusLine(): ReactElement | null {
  const { running, said, hint } = useDerived(shownAt);
  if (running) return <Running {...running} />;
  if (said) return <Said {...said} />;
  if (hint === undefined) return null;
  return (
    <Text wrap="truncate" role="muted">
      {hint}
    </Text>
  );
}

function shownAt(at: At, time: FrameTime) {
  const { console, ui } = at;
  if (console.running && !ui.dialog) return { running: console.running };
  // An old message must not read as part of an open box.
  const said = messageOf(ui.dialog ? { result: undefined } : console, ui);
  if (said && said.until > time.exact) {
    time.changesAt(said.until);
    return { said: { result: said.result, withUndo: canUndo(console, said.result) } };
  }
  if (ui.dialog) return {};
  // Its keys do not work on the sign-in screens.
  const hint = isOutside(console) ? undefined : featureOf(ui.screen)?.hint?.(at);
  return { hint: ` ${hint ?? ''}` };
}

/** The message shown, and until when, in ms since the epoch; Infinity until something else happens. */
export function messageOf(
  { result }: Pick<ConsoleState, 'result'>,
  { notice, dismissed, messages }: Pick<UiState, 'notice' | 'dismissed' | 'messages'>,
): { readonly result: Result; readonly until: number } | undefined {
  const said = notice ?? (result === dismissed ? undefined : result);
  if (!said) return undefined;
  if (said.tone !== 'ok') return { result: said, until: Number.POSITIVE_INFINITY };
  const since = messages.findLast(({ message }) => message === said.message)?.at;
  return { result: said, until: since === undefined ? Number.POSITIVE_INFINITY : since + toastMs };
}

/** The message is about the change that `u` would undo. */
const canUndo = ({ undoOffer, undoable, readOnly }: ConsoleState, said: Result): boolean =>
  said === undoOffer && undoable.length > 0 && !readOnly;

function Running({ title, since }: NonNullable<ConsoleState['running']>): ReactElement {
  const time = useFrameTime();
  return (
    <Box>
      <Text> </Text>
      <Spinner text={barWords().running(title, age(time, since))} />
      <Text role="muted">{`   Esc ${barWords().cancel}`}</Text>
    </Box>
  );
}

const roles: Readonly<Record<Result['tone'], Role>> = { ok: 'text', warning: 'warning', error: 'danger' };

function Said({ result, withUndo }: { readonly result: Result; readonly withUndo: boolean }): ReactElement {
  const { glyphs } = useTheme();
  const { columns } = useSize();
  const console = useConsole();
  const { tone, message } = result;
  const sign = ` ${{ ok: glyphs.done, warning: glyphs.warning, error: glyphs.error }[tone]} `;
  const undo = withUndo ? `   u ${barWords().undo} ` : '';
  const room = columns - widthOf(sign) - Math.max(1, widthOf(undo));
  const lines = wrap(message, room);
  const last = cut(lines.slice(maxLines - 1).join(' '), room, glyphs.cut);
  return (
    <Box flexShrink={0}>
      <Box flexShrink={0}>
        <Text role={tone === 'ok' ? 'success' : roles[tone]}>{sign}</Text>
      </Box>
      <Box flexGrow={1}>
        <Text role={roles[tone]}>{[...lines.slice(0, maxLines - 1), last].filter(Boolean).join('\n')}</Text>
      </Box>
      {withUndo && (
        <Pressable onPress={() => console.perform('undo')} alignSelf="flex-end">
          <Text role="accent">{undo}</Text>
        </Pressable>
      )}
    </Box>
  );
}

/** A key in full, for a few seconds; the screen above keeps the keyboard. */
export function RevealBox({ name, secret, until }: Revealed): ReactElement | null {
  const { ui } = useConsole();
  const time = useFrameTime();
  const over = time.exact >= until;
  useEffect(() => {
    if (over) ui.dispatch({ type: 'set', ui: { revealed: undefined } });
  }, [over, ui]);
  const { hidesIn, hides } = frameWords().revealed;
  if (over) return null;
  return (
    <Panel title={name} aside={hidesIn(left(time, until))} foot={hides} open focused flexShrink={0}>
      <Unbroken>{secret.reveal()}</Unbroken>
    </Panel>
  );
}
