import { isIP } from 'node:net';
import { formatDuration } from '../../../base/text/duration.ts';
import { changeSettings } from '../../config/change-settings.ts';
import {
  bound,
  type Check,
  type Found,
  found,
  inConfig,
  isPublicServer,
  isReachable,
  notChecked,
} from '../check.ts';

export const openProxy: Check = {
  id: 'open-proxy',
  title: 'open proxy (no client keys)',
  more: 'worse if other machines can reach the server',
  meets: 'A2',
  worst: 'error',
  look(facts) {
    if (facts.state.clientKeys.length > 0) return found([]);
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable
          ? 'There are no client keys: the server accepts every request, also from other machines.'
          : 'There are no client keys: the server accepts every request from this machine.',
        why: 'Anyone who can reach the server can use your providers and accounts at your cost.',
        remedy: 'Add a key with cli-proxy keys add, or with a on screen 2 Keys, and give it to your clients.',
        where: inConfig(facts, ['api-keys']),
      },
    ]);
  },
};

export const port: Check = {
  id: 'port',
  title: 'port used by another program',
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { kind, url } = machine.value.listening;
    if (kind === 'unclear') {
      return notChecked(`The program at ${url} does not answer like a server. See cli-proxy status.`);
    }
    if (kind !== 'foreign') return found([]);
    return found([
      {
        severity: 'error',
        what: `Another program answers at ${url}, the server address in config.yaml.`,
        why: 'The server cannot start there, and clients send their keys to the other program.',
        remedy: 'Stop the other program, or set a different port in config.yaml.',
        where: inConfig(facts, ['port']),
      },
    ]);
  },
};

export const plainHttp: Check = {
  id: 'plain-http',
  title: 'access from other machines without TLS',
  more: 'host is not limited to this machine, and tls is off',
  meets: 'I1',
  worst: 'notice',
  look(facts) {
    const reachable = isReachable(facts);
    if (reachable === undefined) return found([], 'The listen address of the server could not be read.');
    if (!reachable || facts.config.tls?.enable === true) return found([]);
    // That is worse, and reported by another check.
    if (facts.config['remote-management']?.['allow-remote'] === true) return found([]);
    return found([
      {
        severity: 'notice',
        what: 'Other machines can reach this server without TLS.',
        why: 'Client keys and prompts travel in plain text, unless a proxy in front encrypts them.',
        remedy: 'Enable tls, set host to 127.0.0.1, or allow only an encrypting proxy to reach the port.',
        where: inConfig(facts, ['host']),
      },
    ]);
  },
};

export const remoteManagement: Check = {
  id: 'remote-management',
  title: 'remote management without TLS',
  more: 'allow-remote without tls; worse if other machines can reach the server',
  meets: 'B3, I1',
  worst: 'error',
  look(facts) {
    const { config, file } = facts;
    const open = config['remote-management']?.['allow-remote'] === true;
    if (!open || config.tls?.enable === true) return found([], file.known ? undefined : hidden);
    // Behind a reverse proxy the server listens on this machine alone, and TLS may end there.
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable
          ? 'Other machines can manage this server without encryption (allow-remote without tls).'
          : 'allow-remote is on without tls. The server listens on localhost only, so a proxy must encrypt.',
        why: 'The management secret and every key in config.yaml can be read on the network.',
        remedy: 'Enable tls, or set remote-management.allow-remote to false and use an SSH tunnel.',
        where: inConfig(facts, ['remote-management', 'allow-remote']),
      },
    ]);
  },
};

const hidden =
  'This server does not report remote-management and tls, and its config.yaml could not be read.';

export const trustedProxies: Check = {
  id: 'trusted-proxies',
  title: 'reverse proxies missing from trusted-proxies',
  more: 'a proxy that the server has seen and that is not listed, or an entry that is not an address or block',
  meets: 'B3',
  worst: 'warning',
  look(facts) {
    const where = inConfig(facts, ['trusted-proxies']);
    const wrong = (facts.config['trusted-proxies'] ?? []).filter((entry) => !isBlock(entry));
    return found([
      ...wrong.map((entry) => ({
        severity: 'warning' as const,
        subject: entry,
        what: `The entry "${entry}" of trusted-proxies is not an IP address or a block such as 10.0.0.0/8.`,
        why: 'The entry has no effect, so requests through that proxy do not count as local.',
        remedy: 'Set it to the IP address from which the proxy connects.',
        where,
      })),
      ...(facts.state.unnamedProxies ?? []).map((address) => ({
        severity: 'warning' as const,
        subject: address,
        what: `${address} sends reverse proxy headers but is not in trusted-proxies.`,
        why: 'Its clients cannot be distinguished, and none of them counts as local.',
        remedy: `If it is your proxy, add ${address} to trusted-proxies and have it set X-Forwarded-For.`,
        where,
      })),
    ]);
  },
};

function isBlock(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.trim().split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  if (isIP(address) === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= bits);
}

const soon = 21 * 24 * 3600 * 1000;

export const tlsCertificate: Check = {
  id: 'tls-certificate',
  title: 'expired or invalid TLS certificate',
  more: 'expired, expiring within three weeks, not valid yet, unreadable, or not matching its key',
  meets: 'I1',
  worst: 'error',
  look(facts) {
    const { machine, now, file, config } = facts;
    if (!machine.known) {
      const off = file.known && config.tls?.enable !== true;
      return off ? found([]) : notChecked(machine.why);
    }
    const { tls } = machine.value;
    if (!tls) return found([]);
    const where = { ...inConfig(facts, ['tls', 'cert'], 'tls'), file: tls.certPath || undefined };
    const list: Found[] = [];
    if (tls.problem !== undefined) {
      list.push({
        subject: 'pair',
        severity: 'error',
        what: tls.problem,
        why: 'The server cannot start with TLS.',
        remedy: 'Set tls.cert and tls.key to a certificate and its private key, both PEM files.',
        where: inConfig(facts, ['tls']),
      });
    }
    const { validFrom, validTo } = tls;
    const dated = (severity: Found['severity'], what: string, why: string) =>
      list.push({ subject: 'dates', severity, what, why, remedy, where });
    if (validTo !== undefined && validTo <= now) {
      dated('error', `The TLS certificate expired ${formatDuration(now - validTo)} ago.`, refused);
    } else if (validFrom !== undefined && validFrom > now) {
      const until = formatDuration(validFrom - now);
      dated('error', `The TLS certificate is not valid yet, for another ${until}.`, refused);
    } else if (validTo !== undefined && validTo - now < soon) {
      dated('warning', `The TLS certificate expires in ${formatDuration(validTo - now)}.`, later);
    }
    return found(list);
  },
};

const refused = 'Clients refuse to connect, or skip verification.';
const later = 'Clients will then refuse to connect.';
const remedy = 'Renew it, replace the file, and restart the server.';

export const wsAuth: Check = {
  id: 'ws-auth',
  title: 'WebSockets without a client key',
  more: 'ws-auth is false; on public servers it applies only to /v1/ws',
  meets: 'G1',
  worst: 'warning',
  fixes: 'sets ws-auth to true; connections without a key are then rejected, so only `f` on Health does it',
  look(facts) {
    if (facts.state.config['ws-auth'] !== false) return found([]);
    const isPublic = isPublicServer(facts);
    return found([
      {
        severity: 'warning',
        what: isPublic
          ? 'ws-auth is off: /v1/ws needs no client key (/v1/responses still does on this server).'
          : 'ws-auth is off: WebSocket clients need no client key.',
        why: isPublic
          ? 'Anyone who can reach the server can open a session there anonymously.'
          : 'Anyone who can reach the server can use your providers over a WebSocket.',
        remedy: 'Give your WebSocket clients a client key. Then run cli-proxy config set ws-auth true.',
        where: inConfig(facts, ['ws-auth']),
        fix: isPublic
          ? 'Sets ws-auth to true: open sessions on /v1/ws end, and new ones need a client key.'
          : 'Sets ws-auth to true: WebSocket clients without a client key are then rejected.',
        alone: true,
        repair: {
          kind: 'operation',
          run: bound(changeSettings, { changes: [{ path: 'ws-auth', value: true }] }),
        },
      },
    ]);
  },
};

/** ms */
const tolerated = 60_000;

export const clock: Check = {
  id: 'clock',
  title: 'clocks more than a minute apart',
  more: 'of this machine and the server',
  meets: 'A7',
  worst: 'warning',
  look({ clock: skew }) {
    if (!skew.known) return notChecked(skew.why);
    if (Math.abs(skew.value) <= tolerated) return found([]);
    const off = formatDuration(Math.abs(skew.value));
    return found([
      {
        severity: 'warning',
        what: `The server's clock is ${off} ${skew.value > 0 ? 'ahead of' : 'behind'} the clock of this machine.`,
        why: 'Key expiry and rotation deadlines depend on the clock, and provider logins fail if it is wrong.',
        remedy: 'Enable time synchronisation (NTP) on the machine with the wrong clock.',
        where: {},
      },
    ]);
  },
};

/** From this many on, requests without a valid key are no mistake at a keyboard. */
const manyRefused = 20;
/** Addresses that are named. */
const named = 3;

export const refusedClients: Check = {
  id: 'refused-clients',
  title: 'clients without a valid key',
  more: `addresses that sent ${manyRefused} requests or more in the last day, if the server counts them`,
  meets: 'A1, H1',
  worst: 'warning',
  look({ refusals, now }) {
    if (!refusals.known) return notChecked(refusals.why);
    const many = refusals.value.filter(({ requests }) => requests >= manyRefused);
    if (many.length === 0) return found([]);
    const who = many.slice(0, named).map(({ address, reason, requests, lastAt }) => {
      const ago = formatDuration(Math.max(0, now - lastAt));
      return `${address} (${requests} with ${reason === 'no key' ? 'no key' : `a ${reason}`}, last ${ago} ago)`;
    });
    const more = many.length > named ? ` and ${many.length - named} more` : '';
    return found([
      {
        severity: 'warning',
        what: `Requests without a valid client key were refused in the last day: ${who.join(', ')}${more}.`,
        why: 'A client has an old or mistyped key, or someone is trying keys.',
        remedy: 'Give the client a valid key, or block the address. cli-proxy usage --refused lists all.',
        where: {},
      },
    ]);
  },
};
