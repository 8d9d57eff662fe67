import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** What every list of things has alike: details, filter, marks. */
// biome-ignore format: one row a binding reads as the table that it is
export const itemKeys = bind({
  'open-filter': { scope: 'items', keys: ['/'], title: 'filter', tip: 'Show only lines with these words.', footer: true, disabled: why.emptyList },
  'show-detail': { scope: 'items', keys: ['enter'], title: 'details', tip: 'All that is known of the selected line.', disabled: why.nothingSelected },
  'mark-all': { scope: 'items', keys: ['A'], title: 'mark all', tip: 'Mark all lines that are shown: with a filter, those that it finds. Again: none of them.', disabled: why.nothingSelected },
  'mark-item': { scope: 'items', keys: ['space'], title: 'mark', tip: 'Mark the line, to do something with several at once.', disabled: why.nothingSelected },
});
