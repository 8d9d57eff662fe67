import { ampKeys } from './keys/amp.ts';
import { clientKeyKeys } from './keys/client-keys.ts';
import { dialogKeys } from './keys/dialogs.ts';
import { everywhereKeys } from './keys/everywhere.ts';
import { healthKeys } from './keys/health.ts';
import { itemKeys } from './keys/items.ts';
import { listKeys } from './keys/list.ts';
import { overviewKeys } from './keys/overview.ts';
import { providerKeys } from './keys/providers.ts';
import { screenKeys } from './keys/screen.ts';
import { sessionKeys } from './keys/sessions.ts';
import { usageKeys } from './keys/usage.ts';
import { wayInKeys } from './keys/way-in.ts';

export type { Binding, KeyContext, Scope } from './binding.ts';

/**
 * The one table of keys, a file a scope: footer, help, palette, docs and tests come from it. The order is that of
 * the footer.
 */
export const keymap = {
  ...clientKeyKeys,
  ...providerKeys,
  ...sessionKeys,
  ...usageKeys,
  ...healthKeys,
  ...ampKeys,
  ...overviewKeys,
  ...itemKeys,
  ...listKeys,
  ...screenKeys,
  ...wayInKeys,
  ...dialogKeys,
  ...everywhereKeys,
};

export type ActionId = keyof typeof keymap;
export const actionIds = Object.keys(keymap) as ActionId[];
