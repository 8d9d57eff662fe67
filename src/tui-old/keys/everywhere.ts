import { bind } from '../binding.ts';

/** From anywhere. */
// biome-ignore format: one row a binding reads as the table that it is
export const everywhereKeys = bind({
  'quit-now': { scope: 'everywhere', keys: ['ctrl+c'], title: 'quit', tip: 'Leave at once, from anywhere.' },
  suspend: { scope: 'everywhere', keys: ['ctrl+z'], title: 'suspend', tip: 'Back to the shell; fg brings the console back.' },
});
