import { formatDuration } from '../../../base/text/duration.ts';
import { type Check, type Found, found, notChecked } from '../check.ts';
import { inConfig } from '../config-place.ts';

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
