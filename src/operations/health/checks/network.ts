import { isIP } from 'node:net';
import { formatDuration } from '../../../base/text/duration.ts';
import { setSetting } from '../../config/set-setting.ts';
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
  title: 'a server that lets everybody in',
  more: 'api-keys is empty; worse where other machines reach it',
  meets: 'A2',
  worst: 'error',
  look(facts) {
    if (facts.state.clientKeys.length > 0) return found([]);
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable
          ? 'There is no client key: every request is let in, from other machines too.'
          : 'There is no client key: every request from this machine is let in.',
        why: 'Whoever reaches the server spends what your providers and accounts pay for.',
        remedy:
          'Add a key with cli-proxy keys add, or with a on the screen 2 Keys, and give it to your clients.',
        where: inConfig(facts, ['api-keys']),
      },
    ]);
  },
};

export const port: Check = {
  id: 'port',
  title: 'a port that another program uses',
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { kind, url } = machine.value.listening;
    if (kind === 'unclear') {
      return notChecked(`The program at ${url} does not answer like a server; cli-proxy status shows why.`);
    }
    if (kind !== 'foreign') return found([]);
    return found([
      {
        severity: 'error',
        what: `Another program answers at ${url}, where config.yaml says that the server is.`,
        why: 'The server cannot start there, and clients send their keys to that program.',
        remedy: 'Stop that program, or set another port in config.yaml.',
        where: inConfig(facts, ['port']),
      },
    ]);
  },
};

export const plainHttp: Check = {
  id: 'plain-http',
  title: 'other machines without TLS',
  more: 'host is not of this machine alone, and tls is off',
  meets: 'I1',
  worst: 'notice',
  look(facts) {
    const reachable = isReachable(facts);
    if (reachable === undefined) return found([], 'Where the server listens could not be read.');
    if (!reachable || facts.config.tls?.enable === true) return found([]);
    // That is worse, and told by a check of its own.
    if (facts.config['remote-management']?.['allow-remote'] === true) return found([]);
    return found([
      {
        severity: 'notice',
        what: 'Other machines reach this server without TLS.',
        why: 'Client keys and what people write travel in plain text, unless a proxy in front encrypts them.',
        remedy: 'Turn tls on, set host to 127.0.0.1, or let only a proxy that encrypts reach the port.',
        where: inConfig(facts, ['host']),
      },
    ]);
  },
};

export const remoteManagement: Check = {
  id: 'remote-management',
  title: 'remote management without TLS',
  more: 'allow-remote without tls; worse where other machines reach the server',
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
          ? 'Other machines may manage this server, and nothing is encrypted (allow-remote without tls).'
          : 'allow-remote is on without tls; the server listens on this machine alone, so a proxy must encrypt.',
        why: 'The management secret and every key in config.yaml can be read on the way.',
        remedy:
          'Turn tls on, or set remote-management.allow-remote to false and reach the server by an SSH tunnel.',
        where: inConfig(facts, ['remote-management', 'allow-remote']),
      },
    ]);
  },
};

const hidden =
  'This server tells remote-management and tls in its config.yaml alone, which could not be read.';

export const trustedProxies: Check = {
  id: 'trusted-proxies',
  title: 'reverse proxies that are not listed correctly',
  more: 'an entry of trusted-proxies that is not an address or block, or a proxy that the server has seen and that is not listed',
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
        why: 'It has no effect, so requests through that proxy do not count as coming from this machine.',
        remedy: 'Set it to the IP address from which the proxy connects.',
        where,
      })),
      ...(facts.state.unnamedProxies ?? []).map((address) => ({
        severity: 'warning' as const,
        subject: address,
        what: `${address} sends the headers of a reverse proxy and is not in trusted-proxies.`,
        why: 'Its clients cannot be told apart, and none of them counts as this machine.',
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
  title: 'a TLS certificate that is over or unfit',
  more: 'expired, expires within three weeks, not valid yet, cannot be read, or does not belong to its key',
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
        why: 'The server cannot start with TLS like that.',
        remedy: 'Name a certificate and its own key in tls.cert and tls.key, both PEM files.',
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

const refused = 'Clients refuse to connect, or have been taught not to look.';
const later = 'From then on clients refuse to connect.';
const remedy = 'Renew it, put it in its place, and restart the server.';

export const wsAuth: Check = {
  id: 'ws-auth',
  title: 'WebSockets without a client key',
  more: 'ws-auth is false; on public servers that governs /v1/ws alone',
  meets: 'G1',
  worst: 'warning',
  fixes: 'sets ws-auth to true; who connects without a key is refused from then on',
  look(facts) {
    if (facts.state.config['ws-auth'] !== false) return found([]);
    const isPublic = isPublicServer(facts);
    return found([
      {
        severity: 'warning',
        what: isPublic
          ? 'ws-auth is off: /v1/ws asks for no client key (/v1/responses does all the same on this server).'
          : 'ws-auth is off: a WebSocket client needs no client key.',
        why: isPublic
          ? 'Whoever reaches the server can open a session there, and nobody knows who it was.'
          : 'Whoever reaches the server can use your providers over a WebSocket.',
        remedy: 'Set ws-auth to true, and give a client key to what connects.',
        where: inConfig(facts, ['ws-auth']),
        fix: isPublic
          ? 'ws-auth will be true: sessions that are open on /v1/ws end, and one without a client key is refused from then on.'
          : 'ws-auth will be true: a WebSocket client without a client key is refused from then on.',
        repair: { kind: 'operation', run: bound(setSetting, { path: 'ws-auth', value: true }) },
      },
    ]);
  },
};

/** ms */
const tolerated = 60_000;

export const clock: Check = {
  id: 'clock',
  title: 'clocks that differ by over a minute',
  more: 'that of this machine and that of the server',
  meets: 'A7',
  worst: 'warning',
  look({ clock: skew }) {
    if (!skew.known) return notChecked(skew.why);
    if (Math.abs(skew.value) <= tolerated) return found([]);
    const off = formatDuration(Math.abs(skew.value));
    return found([
      {
        severity: 'warning',
        what: `The server's clock is ${off} ${skew.value > 0 ? 'ahead of' : 'behind'} the one of this machine.`,
        why: 'Keys expire and rotations end by the clock, and sign-ins with providers fail when it is wrong.',
        remedy: 'Turn on time synchronisation (NTP) on the machine whose clock is wrong.',
        where: {},
      },
    ]);
  },
};
