import { isThisMachine } from '../../base/plain-http.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import { words } from '../words.ts';

/** Where a server is asked: `base` has no slash at its end. */
export interface Address {
  /** As shown to the user, and given back as `place`: `http://127.0.0.1:8317`. */
  readonly base: string;
  readonly url: URL;
  readonly secure: boolean;
  /** Whether what is sent stays on this machine. */
  readonly loopback: boolean;
}

/** Reads what a user gave as `--url`; `127.0.0.1:8317` will do. A failure is `invalid`. */
export function addressOf(text: string): Outcome<Address> {
  const wanted = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(wanted)) {
    return failure('invalid', words().address.noUrl);
  }
  const url = new URL(wanted);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failure('invalid', words().address.scheme);
  }
  // It would appear in error messages and in the process list.
  if (url.username !== '' || url.password !== '') {
    return failure('invalid', words().address.password);
  }
  const path = url.pathname.replace(/\/+$/, '').replace(new RegExp(`${managementPrefix}$`), '');
  const base = `${url.origin}${path}`;
  return success({
    base,
    url: new URL(base),
    secure: url.protocol === 'https:',
    loopback: isThisMachine(url.hostname),
  });
}

/** A warning when requests can be read on the way; empty: they cannot. */
export function unencrypted({ secure, loopback, base }: Address): string[] {
  if (secure || loopback) return [];
  return [words().address.unencrypted(base)];
}
