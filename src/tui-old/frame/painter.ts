import type { View } from '../view.ts';

/** Turns what is to be seen into bytes for the terminal, knowing what it has got already. */
export interface Painter {
  /** Empty: nothing has changed. */
  paint(view: View): string;
  /** Whatever was painted is gone from the screen. */
  forget(): void;
  close(): void;
}
