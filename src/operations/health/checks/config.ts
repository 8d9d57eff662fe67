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

export const configBroken: Check = {
  id: 'config-broken',
  title: 'an error in config.yaml',
  meets: 'M1',
  worst: 'error',
  look(facts) {
    const { problem } = facts.state;
    if (!problem || problem.unloaded) return found([]);
    return found([
      {
        severity: 'error',
        what: problem.message,
        why: 'The server keeps running with the last valid version, and cannot restart with this file.',
        remedy: 'Correct the line with cli-proxy config edit, which validates before saving.',
        where: { file: inConfig(facts, []).file, line: problem.line },
      },
    ]);
  },
};

export const configInForce: Check = {
  id: 'config-in-force',
  title: 'config.yaml that is not active',
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
      return runs
        ? notChecked('A server is running, but you are not signed in to it, so its loaded config is unknown.')
        : found([]);
    }
    if (!file.known) return notChecked(file.why);
    const restart = needsRestart(facts, file.value.config);
    if (isOther(facts) && justChanged(facts))
      return found(restart, 'config.yaml was changed a moment ago and is being loaded. Check again.');
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
      what: problem?.unloaded
        ? 'config.yaml was edited, but the server has not loaded it.'
        : 'The server is not running with the config.yaml on this machine.',
      why: 'The file does not show what the server does: a key removed from it may still be accepted.',
      remedy: problem?.unloaded
        ? 'Load it with "cli-proxy config load", or restore the server\'s config with "cli-proxy config keep".'
        : 'Restart the server, and make sure it is started with this file.',
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
      what: `The server was started before ${changed.join(' and ')} changed in config.yaml: it still listens at ${running.origin}.`,
      why: 'The address changes with the next start, and clients with the old one can no longer connect.',
      remedy: 'Inform the clients and restart the server, or revert the setting.',
      where: inConfig(facts, said[first] === undefined ? [] : [first]),
    },
  ];
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

export const plainSecret: Check = {
  id: 'plain-secret',
  title: 'management secret in plain text',
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
        what: 'The management secret is stored in config.yaml in plain text.',
        why: 'Anyone who sees the file, or a copy or backup of it, can manage the server.',
        remedy:
          'Start the server once, which stores the hash instead; or rotate the secret: cli-proxy secret rotate.',
        where: inConfig(facts, ['remote-management', 'secret-key']),
        fix: 'Replaces secret-key with its bcrypt hash. The secret itself does not change, and your tools keep working.',
        repair: { kind: 'hash-secret', secret: new Secret(secret) },
      },
    ]);
  },
};

export const fullUsageKeys: Check = {
  id: 'full-usage-keys',
  title: 'usage answers with full keys',
  meets: 'M2',
  worst: 'notice',
  look(facts) {
    if (facts.config['usage-full-keys'] !== true) return found([]);
    return found([
      {
        severity: 'notice',
        what: 'usage-queue and usage show client keys and provider keys in full (usage-full-keys).',
        why: 'Programs that collect usage with the management secret also store every key.',
        remedy: 'If no collector matches by key, remove usage-full-keys with cli-proxy config edit.',
        where: inConfig(facts, ['usage-full-keys']),
      },
    ]);
  },
};

export const settings: Check = {
  id: 'settings',
  title: 'settings without effect',
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
            ? 'Correct the entry in config.yaml, or use cli-proxy providers edit for a provider key.'
            : kind === 'old'
              ? 'Move it to its new name in config.yaml, and remove the old one.'
              : `Correct it with cli-proxy config set ${path.join('.')}.`,
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
        what:
          more.length === 0 && first
            ? first.message
            : `The embedded server ignores ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
        why: 'They only affect public servers.',
        remedy:
          'Nothing to do if a public server also uses this file. Otherwise remove them: cli-proxy config set NAME default.',
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
  if (kind === 'old') return 'Keys set under the old name are ignored.';
  return inEntry(path)
    ? 'Requests to this provider cannot be sent, or go to the wrong address.'
    : 'Servers use a different value instead.';
}
