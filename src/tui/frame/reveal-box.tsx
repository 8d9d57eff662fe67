import { type ReactElement, useEffect } from 'react';
import { Panel } from '../components/panel.tsx';
import { Unbroken } from '../components/unbroken.tsx';
import { useConsole, useMoment, useUi } from '../context.tsx';
import { useReleasedMouse } from '../hooks/use-mouse.ts';
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
  useReleasedMouse();
  const over = moment.exact >= until;
  useEffect(() => {
    if (over) ui.dispatch({ type: 'hidden' });
  }, [over, ui]);
  const { hidesIn, hides } = frameWords().revealed;
  return (
    <Panel title={name} aside={hidesIn(left(moment, until))} foot={hides} open focused flexShrink={0}>
      <Unbroken>{secret.reveal()}</Unbroken>
    </Panel>
  );
}
