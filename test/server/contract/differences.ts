import { configDifferences } from './config-differences.ts';
import { gatewayDifferences } from './gateway-differences.ts';
import { providerListDifferences } from './provider-list-differences.ts';
import type { Version } from './recordings.ts';
import { sessionDifferences } from './session-differences.ts';
import { signInDifferences } from './sign-in-differences.ts';
import { usageDifferences } from './usage-differences.ts';

/** The exchanges and lines of compareAnswers that a reason explains. */
interface Where {
  readonly version?: Version;
  /** `GET /v0/management/debug` */
  readonly route?: RegExp;
  /** `auth: no key`: the recording and the name of the exchange. */
  readonly exchange?: RegExp;
  readonly line: RegExp;
}

export interface Difference {
  /** For docs/compatibility.md: what differs, and why it should. */
  readonly reason: string;
  /** Says nothing about one route, so a route with only this is the same. */
  readonly everywhere?: true;
  /** Each must explain something, or the reason no longer applies. */
  readonly where: readonly Where[];
}

const management = /^\w+ \/v0\/management/;

/** Every way in which our answers differ from the recorded ones on purpose. Anything else fails the test. */
export const differences: readonly Difference[] = [
  {
    reason:
      'Answers name this program by `server: cli-proxy/<version>` and carry no `X-CPA-*`, by which the public server is recognized.',
    everywhere: true,
    where: [{ line: /^header x-cpa-(version|commit|build-date|support-plugin): absent$/ }],
  },
  {
    reason: 'CORS allows no page of another origin to use the management API, nor to read what needs no key.',
    everywhere: true,
    where: [
      { route: management, line: /^header access-control-\S+: absent$/ },
      { route: /^GET \/(healthz)?$/, line: /^header access-control-\S+: absent$/ },
      {
        exchange:
          /: (client-unknown-path|amp-api-unlisted|get-callback-|post-callback-|google-oauth2callback|mgmt-management-html)/,
        line: /^header access-control-\S+: absent$/,
      },
    ],
  },
  {
    reason:
      'Clients in web pages get the names of the headers that carry keys, because `*` does not cover `Authorization`; no header of answers needs exposing.',
    everywhere: true,
    where: [
      { route: /\/v1(beta)?\//, line: /^header access-control-allow-headers: other value$/ },
      { route: /\/v1\//, line: /^header access-control-expose-headers: absent$/ },
    ],
  },
  {
    reason:
      'An unknown path or method is 404 with an empty body, as v7 answers; v6 says `404 page not found` in plain text.',
    everywhere: true,
    where: [
      { version: 'v6', line: /^body: null, recorded string$/ },
      { version: 'v6', line: /^header content-type: absent$/ },
    ],
  },
  {
    reason:
      'A refusal at the door of the management API says `{"error":{"message","type"}}`, as documented (B4, B5), not `{"error":"text"}`; after a wrong secret `x-attempts-left` has the attempts left.',
    where: [{ route: management, line: /^body\.error: object, recorded string$/ }],
  },
  {
    reason: 'With no secret anywhere the documented body of B4 comes with the 404, not an empty one.',
    where: [
      {
        version: 'v7',
        exchange: /^auth: empty secret-key|^auth: secret-key emptied/,
        line: /^body: object, recorded null$/,
      },
      {
        version: 'v6',
        exchange: /: (nosecret|secret-removed)-/,
        line: /^(body: object, recorded string|header content-type: other value)$/,
      },
    ],
  },
  {
    reason: 'Whether a management path exists is shown only with the secret, as v7 does (401, not 404).',
    where: [{ version: 'v6', exchange: /: mgmt-unknown-path-no-key$/, line: /^status 401, recorded 404$/ }],
  },
  {
    reason: 'A path matches as it is written; none is redirected to its spelling without a slash.',
    where: [{ version: 'v6', exchange: /: mgmt-trailing-slash$/, line: /^status 404, recorded 301$/ }],
  },
  {
    reason:
      'The address of a caller is that of the socket: `X-Forwarded-For` and `X-Real-IP` count only from a proxy in `trusted-proxies`; from any other address they only show that the request is not from this machine (B3), so no header can fake a local or another address.',
    where: [
      {
        exchange: /\(address fake|X-Forwarded-For with a loopback|another loopback address/,
        line: /^status 403, recorded 200$/,
      },
    ],
  },
  {
    reason: 'A request without a secret is rejected but does not count towards the lock-out (B5).',
    where: [{ exchange: /without any key ban as well/, line: /^status 200, recorded 403$/ }],
  },
  {
    reason: 'The local password (C1) works alone too, without a `secret-key` and after a reload.',
    where: [{ exchange: /: -password with empty secret-key/, line: /^status 200, recorded (403|404)$/ }],
  },
  {
    reason:
      'A published sample key is refused, whenever it was added; all other keys go on working, and there is no warning page (A4).',
    where: [
      { exchange: /template client key: the whole proxy|: closed again/, line: /^status 200, recorded 403$/ },
      {
        exchange: /\/ is a warning page/,
        line: /^header (cache-control: absent|content-type: other value)$/,
      },
      { exchange: /: template key added while running$/, line: /^status 401, recorded 200$/ },
    ],
  },
  ...gatewayDifferences,
  ...configDifferences,
  ...providerListDifferences,
  ...usageDifferences,
  ...signInDifferences,
  ...sessionDifferences,
];
