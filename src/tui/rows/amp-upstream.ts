import { fingerprint } from '../../base/fingerprint.ts';
import { maskOf } from '../../base/secret.ts';
import { stripControl } from '../../base/terminal-text.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import type { Config } from '../../contract/config.ts';

/** Which Amp upstream key a client key gets, and why (F1, F2); by its mask. */
export function ampUpstream(config: Config, key: ClientKey): string {
  const amp = config.ampcode;
  const mapped = amp?.['upstream-api-keys']?.find((entry) =>
    entry['api-keys']?.some((value) => fingerprint(value) === key.fingerprint),
  )?.['upstream-api-key'];
  if (mapped) return `${stripControl(maskOf(mapped))} · mapped to this key`;
  const common = amp?.['upstream-api-key'];
  if (common) return `${stripControl(maskOf(common))} · the default, as no mapping names this key`;
  return amp?.['upstream-url'] ? 'none · neither a mapping nor a default' : 'none · Amp is not set up';
}
