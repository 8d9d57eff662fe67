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
import { words } from './words.ts';

export const openProxy: Check = {
  id: 'open-proxy',
  get title() {
    return words().openProxy.title;
  },
  more: 'worse if other machines can reach the server',
  meets: 'A2',
  worst: 'error',
  look(facts) {
    if (facts.state.clientKeys.length > 0) return found([]);
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable ? words().openProxy.reachable : words().openProxy.local,
        why: words().openProxy.why,
        remedy: words().openProxy.remedy,
        where: inConfig(facts, ['api-keys']),
      },
    ]);
  },
};

export const port: Check = {
  id: 'port',
  get title() {
    return words().port.title;
  },
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { machine } = facts;
    if (!machine.known) return notChecked(machine.why);
    const { kind, url } = machine.value.listening;
    if (kind === 'unclear') {
      return notChecked(words().port.unclear(url));
    }
    if (kind !== 'foreign') return found([]);
    return found([
      {
        severity: 'error',
        what: words().port.what(url),
        why: words().port.why,
        remedy: words().port.remedy,
        where: inConfig(facts, ['port']),
      },
    ]);
  },
};

export const plainHttp: Check = {
  id: 'plain-http',
  get title() {
    return words().plainHttp.title;
  },
  more: 'host is not limited to this machine, and tls is off',
  meets: 'I1',
  worst: 'notice',
  look(facts) {
    const reachable = isReachable(facts);
    if (reachable === undefined) return found([], words().plainHttp.unknown);
    if (!reachable || facts.config.tls?.enable === true) return found([]);
    // That is worse, and reported by another check.
    if (facts.config['remote-management']?.['allow-remote'] === true) return found([]);
    return found([
      {
        severity: 'notice',
        what: words().plainHttp.what,
        why: words().plainHttp.why,
        remedy: words().plainHttp.remedy,
        where: inConfig(facts, ['host']),
      },
    ]);
  },
};

export const remoteManagement: Check = {
  id: 'remote-management',
  get title() {
    return words().remoteManagement.title;
  },
  more: 'allow-remote without tls; worse if other machines can reach the server',
  meets: 'B3, I1',
  worst: 'error',
  look(facts) {
    const { config, file } = facts;
    const open = config['remote-management']?.['allow-remote'] === true;
    if (!open || config.tls?.enable === true) return found([], file.known ? undefined : hidden());
    // Behind a reverse proxy the server listens on this machine alone, and TLS may end there.
    const reachable = isReachable(facts) !== false;
    return found([
      {
        severity: reachable ? 'error' : 'warning',
        what: reachable ? words().remoteManagement.reachable : words().remoteManagement.local,
        why: words().remoteManagement.why,
        remedy: words().remoteManagement.remedy,
        where: inConfig(facts, ['remote-management', 'allow-remote']),
      },
    ]);
  },
};

const hidden = () => words().remoteManagement.hidden;

export const trustedProxies: Check = {
  id: 'trusted-proxies',
  get title() {
    return words().trustedProxies.title;
  },
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
        what: words().trustedProxies.wrong(entry),
        why: words().trustedProxies.wrongWhy,
        remedy: words().trustedProxies.wrongRemedy,
        where,
      })),
      ...(facts.state.unnamedProxies ?? []).map((address) => ({
        severity: 'warning' as const,
        subject: address,
        what: words().trustedProxies.unnamed(address),
        why: words().trustedProxies.unnamedWhy,
        remedy: words().trustedProxies.unnamedRemedy(address),
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
  get title() {
    return words().tlsCertificate.title;
  },
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
        why: words().tlsCertificate.pairWhy,
        remedy: words().tlsCertificate.pairRemedy,
        where: inConfig(facts, ['tls']),
      });
    }
    const { validFrom, validTo } = tls;
    const dated = (severity: Found['severity'], what: string, why: string) =>
      list.push({ subject: 'dates', severity, what, why, remedy: words().tlsCertificate.remedy, where });
    if (validTo !== undefined && validTo <= now) {
      dated(
        'error',
        words().tlsCertificate.expired(formatDuration(now - validTo)),
        words().tlsCertificate.refused,
      );
    } else if (validFrom !== undefined && validFrom > now) {
      const until = formatDuration(validFrom - now);
      dated('error', words().tlsCertificate.notYet(until), words().tlsCertificate.refused);
    } else if (validTo !== undefined && validTo - now < soon) {
      dated(
        'warning',
        words().tlsCertificate.expires(formatDuration(validTo - now)),
        words().tlsCertificate.later,
      );
    }
    return found(list);
  },
};

export const wsAuth: Check = {
  id: 'ws-auth',
  get title() {
    return words().wsAuth.title;
  },
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
        what: isPublic ? words().wsAuth.whatPublic : words().wsAuth.what,
        why: isPublic ? words().wsAuth.whyPublic : words().wsAuth.why,
        remedy: words().wsAuth.remedy,
        where: inConfig(facts, ['ws-auth']),
        fix: isPublic ? words().wsAuth.fixPublic : words().wsAuth.fix,
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
  get title() {
    return words().clock.title;
  },
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
        what: words().clock.what(off, skew.value > 0),
        why: words().clock.why,
        remedy: words().clock.remedy,
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
  get title() {
    return words().refusedClients.title;
  },
  more: `addresses that sent ${manyRefused} requests or more in the last day, if the server counts them`,
  meets: 'A1, H1',
  worst: 'warning',
  look({ refusals, now }) {
    if (!refusals.known) return notChecked(refusals.why);
    const many = refusals.value.filter(({ requests }) => requests >= manyRefused);
    if (many.length === 0) return found([]);
    const who = many.slice(0, named).map(({ address, reason, requests, lastAt }) => {
      const ago = formatDuration(Math.max(0, now - lastAt));
      return words().refusedClients.who(address, requests, reason, ago);
    });
    const more = many.length > named ? words().refusedClients.more(many.length - named) : '';
    return found([
      {
        severity: 'warning',
        what: words().refusedClients.what(who.join(', '), more),
        why: words().refusedClients.why,
        remedy: words().refusedClients.remedy,
        where: {},
      },
    ]);
  },
};

export const usageStore: Check = {
  id: 'usage-store',
  get title() {
    return words().usageStore.title;
  },
  more: 'a full disk, or a database that does not answer or is damaged',
  meets: 'H1',
  worst: 'warning',
  look: ({ usageProblems }) =>
    found(
      usageProblems.map((what) => ({
        subject: what,
        severity: 'warning',
        what,
        why: words().usageStore.why,
        remedy: words().usageStore.remedy,
        where: {},
      })),
    ),
};
