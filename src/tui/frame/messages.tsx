import type { ReactElement } from 'react';
import { Report } from '../components/dialogs/report.tsx';
import { useTheme, useUi } from '../context.tsx';
import { clockText } from '../moment.ts';
import { barWords } from './words.ts';

/** The last messages, newest first. */
export function Messages(): ReactElement {
  const { glyphs } = useTheme();
  const messages = useUi((ui) => ui.messages);
  const signs = { ok: glyphs.done, warning: glyphs.warning, error: glyphs.error };
  const words = barWords().messages;
  const lines = messages
    .map(({ at, tone, message }) => `${clockText(at)} ${signs[tone]} ${message}`)
    .reverse();
  return <Report title={words.title} lines={lines.length > 0 ? lines : [words.none]} />;
}
