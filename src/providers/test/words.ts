import { catalogue } from '../../base/text/language.ts';

type Cause = 'key' | 'credits' | 'forbidden' | 'not-found' | 'rate-limit' | 'down' | 'request';

/** What a test of a key says, and why no answer came. */
const en = {
  /** What a server stored in English when an attempt failed. */
  stored: (message: string, _status: number, _cause: Cause, _account: boolean) => message,
  theAddress: 'the address',
  causes: {
    key: 'the key is missing, wrong or no longer valid; replace it',
    credits: 'the account has no credits left; add some at the provider',
    forbidden: 'the key is not allowed to do this; check its permissions at the provider',
    'not-found': 'there is nothing at this address; check base-url',
    'rate-limit': 'too many requests; try again later',
    down: 'the provider has a problem; try again later',
    request: 'it does not accept this request',
  },
  test: {
    works: (subject: string, key: boolean, models: number | undefined) =>
      `${subject} ${key ? 'accepts the key' : 'answers without a key (none is set)'}${models === undefined ? '' : ` and lists ${models === 1 ? '1 model' : `${models} models`}`}.`,
    redirects: (subject: string, where: string, status: number) =>
      `${subject} redirects to ${where} (${status}); the key was not sent there. If that is the right address, set it as base-url.`,
    noApi: (subject: string, hint: string | undefined) =>
      `The answer for ${subject} is not from its API. Correct the base-url${hint ? ` (${hint})` : ''}.`,
    later: (time: string) => `; try again in ${time}`,
    answered: (subject: string, status: number, text: string, hint: string | undefined, after: string) =>
      `${subject} answered ${status}: ${text}${hint ? `; ${hint}` : ''}${after}.`,
    blocked: (subject: string, host: string) =>
      `${subject} answered 403 with a web page: something in front of its API at ${host} refused the request. Check the base-url, the network and the proxy.`,
    v1: 'it usually ends with /v1',
    noneSet: 'it requires a key and none is set; add one',
  },
  transport: {
    badUrl: (setting: string) =>
      `The ${setting} is not an http or https address, or contains a password. Correct it. Nothing was sent.`,
    noHost: (host: string, setting: string) =>
      `No address was found for ${host}. Check the ${setting} and the network.`,
    refused: (host: string, setting: string) =>
      `Nothing listens at ${host}. Check that it is running, and the port in the ${setting}.`,
    noRoute: (host: string) =>
      `There is no route from this machine to ${host}. Check the network and the firewall.`,
    cutInAnswer: (host: string) => `${host} closed the connection in the middle of its answer. Try again.`,
    cut: (host: string, setting: string) =>
      `${host} closed the connection without an answer. Check the ${setting} and the firewall.`,
    noHttp: (host: string, setting: string) =>
      `${host} answers with something that is not HTTP. Check the port in the ${setting}.`,
    cancelled: 'Cancelled before an answer arrived.',
    other: (host: string, code: string, setting: string) =>
      `${host} could not be reached (${code}). Check the ${setting} and the network.`,
    resolveTime: (host: string, time: string) =>
      `The name ${host} could not be resolved within ${time}. Check the network and its name server.`,
    connectTime: (host: string, time: string) =>
      `${host} did not accept a connection within ${time}. Check that it is up, and the firewall.`,
    proxyTime: (proxy: string, host: string, time: string) =>
      `The proxy ${proxy} did not connect to ${host} within ${time}. Check the proxy-url and the proxy.`,
    tlsTime: (host: string, time: string) =>
      `${host} accepted the connection, but TLS was not ready within ${time}. Check that it speaks HTTPS at this port.`,
    requestTime: (host: string, time: string) =>
      `${host} accepted the request and did not answer within ${time}. Try again later.`,
    answerTime: (host: string, time: string) =>
      `${host} began to answer and did not finish within ${time}. Try again, or check the network.`,
    certExpired: (host: string) =>
      `The certificate of ${host} has expired. Renew it there, or check this machine's clock.`,
    certEarly: (host: string) => `The certificate of ${host} is not valid yet. Check this machine's clock.`,
    certOwn: (host: string, trustIt: string) =>
      `The certificate of ${host} is self-signed. If you trust it, ${trustIt}.`,
    certOther: (host: string, setting: string) =>
      `The certificate of ${host} is for another name. Use the name in it in the ${setting}.`,
    certUnknown: (host: string, trustIt: string) =>
      `The certificate of ${host} is from an authority that this machine does not trust. If you trust it, ${trustIt}.`,
    noTls: (host: string, setting: string) =>
      `${host} does not speak HTTPS at this port. Check the port, or use http:// in the ${setting} if the network is safe.`,
    tlsOther: (host: string, code: string) =>
      `Could not make a secure connection to ${host} (${code}). Check its certificate.`,
    trustIt: 'name its file in NODE_EXTRA_CA_CERTS, or for the server of this console with --ca',
    proxyKind:
      'The kind of proxy in proxy-url is not supported. Use an http://, https:// or socks5:// proxy.',
    proxyNoHost: (proxy: string) => `No address was found for the proxy ${proxy}. Check the proxy-url.`,
    proxyRefused: (proxy: string) =>
      `Nothing listens at the proxy ${proxy}. Check that it is running, and the proxy-url.`,
    proxySignIn: (proxy: string) =>
      `The proxy ${proxy} requires a name and password. Put them in proxy-url, as in http://name:password@host.`,
    proxyAnswered: (proxy: string, status: number | undefined) =>
      `The proxy ${proxy} did not connect (it ${status === undefined ? 'refused' : `answered ${status}`}). Check what it allows, or correct proxy-url.`,
    proxyFailed: (proxy: string) =>
      `The proxy ${proxy} closed the connection. Check the proxy and the proxy-url.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
