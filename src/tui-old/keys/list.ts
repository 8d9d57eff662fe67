import { bind } from '../binding.ts';

/** Moving about in any list. */
// biome-ignore format: one row a binding reads as the table that it is
export const listKeys = bind({
  down: { scope: 'list', keys: ['j', 'down'], title: 'down', tip: 'To the next line.' },
  up: { scope: 'list', keys: ['k', 'up'], title: 'up', tip: 'To the line before.' },
  top: { scope: 'list', keys: ['g', 'home'], title: 'first', tip: 'To the first line.' },
  bottom: { scope: 'list', keys: ['G', 'end'], title: 'last', tip: 'To the last line.' },
  'page-down': { scope: 'list', keys: ['pagedown', 'ctrl+f'], title: 'page down', tip: 'A page further, in open details as well.' },
  'page-up': { scope: 'list', keys: ['pageup', 'ctrl+b'], title: 'page up', tip: 'A page back, in open details as well.' },
});
