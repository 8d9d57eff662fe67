import type { Answer } from './decode-input.ts';

export type Background = 'dark' | 'light';

/** How long a terminal may take to tell its color. ms. */
const patience = 100;
/** Its background (OSC 11); then what it is (DA1), which those answer too that do not know the first. */
const question = '\u001B]11;?\u001B\\\u001B[c';

/** Asks the terminal for its background; undefined: it did not tell in time. */
export function askBackground(
  write: (bytes: string) => unknown,
  onAnswer: (listener: (answer: Answer) => void) => () => void,
): Promise<Background | undefined> {
  return new Promise((resolve) => {
    const done = (background?: Background) => {
      clearTimeout(timer);
      stop();
      resolve(background);
    };
    const timer = setTimeout(done, patience);
    const stop = onAnswer((answer) => done(answer.type === 'background' ? shadeOf(answer) : undefined));
    write(question);
  });
}

/** Relative luminance (WCAG) at which black and white text are equally readable. */
const middle = 0.179;

function shadeOf({ red, green, blue }: { red: number; green: number; blue: number }): Background {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return luminance > middle ? 'light' : 'dark';
}
