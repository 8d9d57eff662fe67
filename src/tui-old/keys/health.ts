import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The health screen. */
// biome-ignore format: one row a binding reads as the table that it is
export const healthKeys = bind({
  'fix-findings': { scope: 'health', keys: ['f'], title: 'fix', tip: 'Put the fault right, or all that are marked; what would be changed is shown first.', footer: true, danger: true, palette: true, disabled: why.noFix },
  'diagnose-keys': { scope: 'health', keys: ['K'], title: 'check provider keys too', tip: 'Look again, and send a real request with each provider key.', footer: true, palette: true, disabled: why.noServer },
});
