import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The provider keys. */
// biome-ignore format: one row a binding reads as the table that it is
export const providerKeys = bind({
  'copy-provider-key': { scope: 'providers', keys: ['c'], title: 'copy', tip: 'Copy the provider key, without showing it.', footer: true, palette: true, disabled: why.noProviderSecret },
  'reveal-provider-key': { scope: 'providers', keys: ['v'], title: 'reveal', tip: 'Show the whole provider key for ten seconds; again to hide it.', footer: true, palette: true, disabled: why.noProviderSecret },
  'provider-snippet': { scope: 'providers', keys: ['s'], title: 'snippet', tip: 'Ready text for a client that uses this provider key past the server.', footer: true, palette: true, disabled: why.noProviderKey },
});
