import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** Amp. */
// biome-ignore format: one row a binding reads as the table that it is
export const ampKeys = bind({
  'set-amp': { scope: 'amp', keys: ['e'], title: 'set up', tip: 'Where Amp is, and the upstream key of the client keys that no mapping names.', footer: true, write: true, palette: true, disabled: why.noServer },
  'map-amp': { scope: 'amp', keys: ['m'], title: 'map', tip: 'Give the client key, or all that are marked, an upstream key of their own.', footer: true, write: true, palette: true, disabled: why.noAmpClient },
  'unmap-amp': { scope: 'amp', keys: ['x'], title: 'unmap', tip: 'Take the mapping of the client key, or of all that are marked, away: they get the default then.', footer: true, danger: true, palette: true, disabled: why.noAmpMapping },
});
