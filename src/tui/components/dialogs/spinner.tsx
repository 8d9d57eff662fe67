import { type ReactElement, useEffect, useState } from 'react';
import { useTheme } from '../../context.tsx';
import { Text } from '../text.tsx';

const turnMs = 120;
/** Shorter waits show no spinner, which would only flicker. */
const delayMs = 300;

/** A spinner with what it waits for; appears after a delay. */
export function Spinner({ text }: { readonly text: string }): ReactElement {
  const { glyphs } = useTheme();
  const [turn, setTurn] = useState(-1);
  useEffect(() => {
    let timer: NodeJS.Timeout;
    const next = () => {
      setTurn((before) => before + 1);
      timer = setTimeout(next, turnMs);
    };
    timer = setTimeout(next, delayMs);
    return () => clearTimeout(timer);
  }, []);
  const sign = turn < 0 ? '' : glyphs.spinner[turn % glyphs.spinner.length];
  return <Text>{turn < 0 ? ' ' : `${sign} ${text}`}</Text>;
}
