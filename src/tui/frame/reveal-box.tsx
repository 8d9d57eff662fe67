import { type ReactElement, useEffect } from 'react';
import { Panel } from '../components/panel.tsx';
import { Text } from '../components/text.tsx';
import { useConsole, useMoment, useUi } from '../context.tsx';
import { left } from '../moment.ts';
import type { Revealed } from '../ui/ui-state.ts';
import { frameWords } from '../words/frame.ts';

/** A key in full, for a few seconds; the screen above keeps the keyboard. */
export function RevealBox(): ReactElement | null {
  const revealed = useUi((ui) => ui.revealed);
  return revealed ? <Shown revealed={revealed} /> : null;
}

function Shown({ revealed: { name, secret, until } }: { readonly revealed: Revealed }): ReactElement {
  const { ui } = useConsole();
  const moment = useMoment();
  const over = moment.exact >= until;
  useEffect(() => {
    if (over) ui.dispatch({ type: 'hidden' });
  }, [over, ui]);
  const { hidesIn, hides } = frameWords().revealed;
  return (
    <Panel title={name} aside={hidesIn(left(moment, until))} foot={hides} open focused flexShrink={0}>
      <Text>{secret.reveal()}</Text>
    </Panel>
  );
}
