import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Act } from '../../act.ts';
import { keyTitle } from '../../keyboard.ts';
import type { Role } from '../../theme.ts';
import { widthOf } from '../fit.ts';
import { Pressable } from '../pressable.tsx';
import { Text } from '../text.tsx';
import type { Handlers } from './dialog.tsx';

export interface ButtonProps {
  readonly title: string;
  /** Enter presses it: in brackets. */
  readonly marked?: boolean;
  readonly role?: Role;
  readonly run: () => unknown;
}

/** `[ Rotate ]`, or `Cancel` where it is not marked; a click presses it. */
export function Button({ title, marked = false, role = 'text', run }: ButtonProps): ReactElement {
  return (
    <Pressable onPress={run}>
      <Text role={role} selected={marked}>
        {marked ? `[ ${title} ]` : title}
      </Text>
    </Pressable>
  );
}

/** The last row of a box: its buttons, and the keys that press them. @param keys `y / n` */
export function Buttons({
  buttons,
  marked,
  keys,
}: {
  readonly buttons: readonly Omit<ButtonProps, 'marked'>[];
  readonly marked: number;
  readonly keys?: string;
}): ReactElement {
  return (
    <Box justifyContent="flex-end" paddingX={4} columnGap={3} flexShrink={0}>
      {buttons.map((button, place) => (
        <Button key={button.title} {...button} marked={place === marked} />
      ))}
      {keys !== undefined && (
        <Box paddingLeft={2} flexShrink={0}>
          <Text role="muted">{keys}</Text>
        </Box>
      )}
    </Box>
  );
}

/**
 * The keys of a box, as far as they do something and there is room: `t again · c copy · Esc close`. A click presses
 * them. @param apart from the left, further apart: in a box whose text is selected with the mouse
 */
export function Hints({
  acts,
  handlers,
  columns,
  apart = false,
}: {
  readonly acts: readonly Act[];
  readonly handlers: Handlers;
  readonly columns: number;
  readonly apart?: boolean;
}): ReactElement {
  const able = acts.filter(({ id, keys, footer }) => footer !== undefined && keys.length > 0 && handlers[id]);
  const widths = new Map(able.map((act) => [act, widthOf(hintText(act)) + 3]));
  const widthOfAll = (shown: readonly Act[]) => shown.reduce((sum, act) => sum + (widths.get(act) ?? 0), -3);
  let shown = able;
  while (shown.length > 1 && widthOfAll(shown) > columns) {
    const last = Math.max(...shown.map(({ footer = 0 }) => footer));
    shown = shown.filter(({ footer }) => footer !== last);
  }
  return (
    <Box justifyContent={apart ? 'flex-start' : 'flex-end'} flexShrink={0}>
      {shown.map((act, place) => (
        <Pressable key={act.id} onPress={() => handlers[act.id]?.()}>
          {place > 0 && <Text role="muted">{apart ? '   ' : ' · '}</Text>}
          <Text role="accent">{keyTitle(act.keys[0] ?? '')}</Text>
          <Text>{` ${act.words().title}`}</Text>
        </Pressable>
      ))}
    </Box>
  );
}

const hintText = (act: Act): string => `${keyTitle(act.keys[0] ?? '')} ${act.words().title}`;
