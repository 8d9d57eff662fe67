import { isBcryptHash } from '../../../base/secrets/bcrypt.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import type { Config } from '../../../contract/config.ts';
import { configRemarks, type SettingRemark } from '../../../providers/config-remarks.ts';
import {
  type CaseFacts,
  type Check,
  type Found,
  found,
  inConfig,
  isPublicServer,
  notChecked,
} from '../check.ts';
import { joined } from './providers.ts';
import { words } from './words.ts';

export const configBroken: Check = {
  id: 'config-broken',
  get title() {
    return words().configBroken.title;
  },
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { problem } = facts.state;
    if (!problem || problem.unloaded) return found([]);
    return found([
      {
        severity: 'error',
        what: problem.message,
        why: words().configBroken.why,
        remedy: words().configBroken.remedy,
        where: { file: inConfig(facts, []).file, line: problem.line },
      },
    ]);
  },
};

export const configInForce: Check = {
  id: 'config-in-force',
  get title() {
    return words().configInForce.title;
  },
  more: 'the server has not loaded config.yaml, or needs a restart for its port or TLS',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const { server, file, state, machine } = facts;
    // Errors of the file are reported by another check.
    if (state.problem && !state.problem.unloaded) return found([]);
    if (server.kind === 'disk') {
      if (!machine.known) return notChecked(machine.why);
      const runs = machine.value.listening.kind === 'ours' || machine.value.listening.kind === 'public';
      return runs ? notChecked(words().configInForce.notSignedIn) : found([]);
    }
    if (!file.known) return notChecked(file.why);
    const restart = needsRestart(facts, file.value.config);
    if (isOther(facts) && justChanged(facts)) return found(restart, words().configInForce.justChanged);
    return found([...notLoaded(facts), ...restart]);
  },
};

/** ms for which a server may take to load a change. */
const settling = 5_000;

function justChanged({ machine, now }: CaseFacts): boolean {
  const at = machine.known ? machine.value.modifiedAt : undefined;
  return at !== undefined && now - at < settling;
}

/** The embedded server loads every sound file, and names what it runs with. */
function isOther({ server, state, machine }: CaseFacts): boolean {
  const revision = machine.known ? machine.value.revision : undefined;
  return server.kind === 'embedded' && revision !== undefined && revision !== state.revision;
}

function notLoaded(facts: CaseFacts): Found[] {
  const { problem } = facts.state;
  if (!problem?.unloaded && !isOther(facts)) return [];
  return [
    {
      subject: 'loaded',
      severity: 'warning',
      what: problem?.unloaded ? words().configInForce.edited : words().configInForce.other,
      why: words().configInForce.why,
      remedy: problem?.unloaded ? words().configInForce.load : words().configInForce.restart,
      where: inConfig(facts, []),
    },
  ];
}

/** Where it listens is settled at its start. */
function needsRestart(facts: CaseFacts, said: Config): Found[] {
  const { server, machine } = facts;
  if (!machine.known || !URL.canParse(server.place)) return [];
  const running = new URL(server.place);
  const wanted = new URL(machine.value.listening.url);
  const changed = [
    ...(portOf(running) === portOf(wanted) ? [] : ['port']),
    ...(running.protocol === wanted.protocol ? [] : ['tls']),
  ];
  const [first] = changed;
  if (first === undefined) return [];
  return [
    {
      subject: 'restart',
      severity: 'warning',
      what: words().configInForce.oldAddress(joined(changed), running.origin),
      why: words().configInForce.oldAddressWhy,
      remedy: words().configInForce.oldAddressRemedy,
      where: inConfig(facts, said[first] === undefined ? [] : [first]),
    },
  ];
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

export const plainSecret: Check = {
  id: 'plain-secret',
  get title() {
    return words().plainSecret.title;
  },
  meets: 'B1',
  worst: 'error',
  fixes: 'replaces it with its bcrypt hash; the secret itself does not change',
  look(facts) {
    const { file } = facts;
    if (!file.known) return notChecked(file.why);
    const secret = file.value.config['remote-management']?.['secret-key'];
    if (!secret || isBcryptHash(secret)) return found([]);
    return found([
      {
        severity: 'error',
        what: words().plainSecret.what,
        why: words().plainSecret.why,
        remedy: words().plainSecret.remedy,
        where: inConfig(facts, ['remote-management', 'secret-key']),
        fix: words().plainSecret.fix,
        repair: { kind: 'hash-secret', secret: new Secret(secret) },
      },
    ]);
  },
};

export const fullUsageKeys: Check = {
  id: 'full-usage-keys',
  get title() {
    return words().fullUsageKeys.title;
  },
  meets: 'M2',
  worst: 'notice',
  look(facts) {
    if (facts.config['usage-full-keys'] !== true) return found([]);
    return found([
      {
        severity: 'notice',
        what: words().fullUsageKeys.what,
        why: words().fullUsageKeys.why,
        remedy: words().fullUsageKeys.remedy,
        where: inConfig(facts, ['usage-full-keys']),
      },
    ]);
  },
};

export const settings: Check = {
  id: 'settings',
  get title() {
    return words().settings.title;
  },
  more: 'values that no server can use, also in provider entries (a key that cannot be sent, an address that includes the endpoint); names used by older servers; a notice for settings that only public servers use',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const remarks = configRemarks(facts.config);
    const wrong = remarks
      .filter(({ kind }) => kind !== 'unused')
      .map(
        ({ path, kind, message }): Found => ({
          subject: path.join('.'),
          severity: 'warning',
          what: message,
          why: reasonFor(kind, path),
          remedy: inEntry(path)
            ? words().settings.entry
            : kind === 'old'
              ? words().settings.oldName
              : words().settings.remedy(path.join('.')),
          where: inConfig(facts, named(path)),
        }),
      );
    const unused = remarks.filter(({ kind }) => kind === 'unused');
    return found(isPublicServer(facts) || unused.length === 0 ? wrong : [...wrong, idle(unused)]);

    function idle(all: readonly SettingRemark[]): Found {
      const [first, ...more] = all;
      const names = all.map(({ path }) => path.join('.'));
      return {
        subject: 'unused',
        severity: 'notice',
        what: more.length === 0 && first ? first.message : words().settings.unused(joined(names)),
        why: words().settings.unusedWhy,
        remedy: words().settings.unusedRemedy,
        where: inConfig(facts, named(first?.path ?? [])),
      };
    }
  },
};

const inEntry = (path: SettingRemark['path']): boolean => typeof path[1] === 'number';

/** As far as the line of it is found: items of a list are not named by their place. */
const named = (path: SettingRemark['path']): string[] =>
  inEntry(path) ? path.slice(0, 1).map(String) : path.map(String);

function reasonFor(kind: SettingRemark['kind'], path: SettingRemark['path']): string {
  if (kind === 'old') return words().settings.whyOld;
  return inEntry(path) ? words().settings.whyEntry : words().settings.why;
}
