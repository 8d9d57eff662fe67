import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The provider keys. */
// biome-ignore format: one row a binding reads as the table that it is
export const providerKeys = bind({
  'add-provider-key': { scope: 'providers', keys: ['a'], title: 'add', tip: 'Add a provider key, or another one to an entry.', footer: true, write: true, palette: true, disabled: why.noServer },
  'edit-provider-key': { scope: 'providers', keys: ['e'], title: 'edit', tip: 'Change its address, prefix, models, headers and the rest.', footer: true, write: true, palette: true, disabled: why.noProviderEntry },
  'check-provider-keys': { scope: 'providers', keys: ['t'], title: 'test', tip: 'Send the cheapest real request with the key, or with all that are marked, and say what its answer means.', footer: true, palette: true, disabled: why.noProviderKey },
  'rotate-provider-key': { scope: 'providers', keys: ['R'], title: 'rotate', tip: 'Put a new key in the place of this one, once it has been checked.', footer: true, write: true, palette: true, disabled: why.noProviderEntry },
  'turn-provider-keys': { scope: 'providers', keys: ['d'], title: 'disable', tip: 'Turn the key, or all that are marked, off; again: on.', footer: true, write: true, palette: true, disabled: why.noProviderEntry },
  'remove-provider-keys': { scope: 'providers', keys: ['x'], title: 'remove', tip: 'Remove the key, or all that are marked.', footer: true, danger: true, palette: true, disabled: why.noProviderEntry },
  'provider-models': { scope: 'providers', keys: ['m'], title: 'models', tip: 'Ask the provider for its models, and choose those that are offered.', footer: true, write: true, palette: true, disabled: why.noProviderEntry },
  'duplicate-provider-key': { scope: 'providers', keys: ['D'], title: 'duplicate', tip: 'Another key with the same settings.', write: true, palette: true, disabled: why.noProviderEntry },
  'move-provider-key-down': { scope: 'providers', keys: ['J'], title: 'move down', tip: 'To a later place in its list: fill-first uses the keys in that order.', write: true, palette: true, disabled: why.noProviderEntry },
  'move-provider-key-up': { scope: 'providers', keys: ['K'], title: 'move up', tip: 'To an earlier place in its list.', write: true, palette: true, disabled: why.noProviderEntry },
  'copy-provider-key': { scope: 'providers', keys: ['c'], title: 'copy', tip: 'Copy the provider key, without showing it.', footer: true, palette: true, disabled: why.noProviderSecret },
  'reveal-provider-key': { scope: 'providers', keys: ['v'], title: 'reveal', tip: 'Show the whole provider key for ten seconds; again to hide it.', footer: true, palette: true, disabled: why.noProviderSecret },
  'cline-keys': { scope: 'providers', keys: ['C'], title: 'Cline keys', tip: 'The API keys of the Cline account that this key belongs to, to revoke one; where there is no Cline yet, add it.', footer: true, palette: true, disabled: why.notCline },
  'provider-snippet': { scope: 'providers', keys: ['s'], title: 'snippet', tip: 'Ready text for a client that uses this provider key past the server.', footer: true, palette: true, disabled: why.noProviderKey },
});
