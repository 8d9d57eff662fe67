import { type ReactElement, useEffect, useState } from 'react';
import { useTheme } from '../../context.tsx';
import { Text } from '../text.tsx';

const turnMs = 120;
/** What ends sooner is not worth a flicker. */
const patienceMs = 300;

/** A turning sign and what it waits for; nothing at first. */
export function Spinner({ text }: { readonly text: string }): ReactElement {
  const { glyphs } = useTheme();
  const [turn, setTurn] = useState(-1);
  useEffect(() => {
    let timer: NodeJS.Timeout;
    const next = () => {
      setTurn((before) => before + 1);
      timer = setTimeout(next, turnMs);
    };
    timer = setTimeout(next, patienceMs);
    return () => clearTimeout(timer);
  }, []);
  const sign = turn < 0 ? '' : glyphs.spinner[turn % glyphs.spinner.length];
  return <Text>{turn < 0 ? ' ' : `${sign} ${text}`}</Text>;
}
