import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The overview. */
// biome-ignore format: one row a binding reads as the table that it is
export const overviewKeys = bind({
  'open-item': { scope: 'overview', keys: ['enter'], title: 'open', tip: 'Go to the key that the line is about, or read the line in full.', footer: true, disabled: why.noItem },
});
