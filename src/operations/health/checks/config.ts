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
        why: 'The server goes on with what it had loaded before, and cannot start again with this file.',
        remedy: 'Correct the line, with cli-proxy config edit, which checks before it saves.',
        where: { file: inConfig(facts, []).file, line: problem.line },
      },
    ]);
  },
};

export const configInForce: Check = {
  id: 'config-in-force',
  title: 'a config that is not in force',
  more: 'the server has not loaded config.yaml, or needs a restart for its port or TLS',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const { server, file, state, machine } = facts;
    // What is wrong with the file is told by a check of its own.
    if (state.problem && !state.problem.unloaded) return found([]);
    if (server.kind === 'disk') {
      if (!machine.known) return notChecked(machine.why);
      const runs = machine.value.listening.kind === 'ours' || machine.value.listening.kind === 'public';
      return runs
        ? notChecked('A server runs, and was not asked what it has loaded: sign in to it.')
        : found([]);
    }
    if (!file.known) return notChecked(file.why);
    const restart = needsRestart(facts, file.value.config);
    if (isOther(facts) && justChanged(facts))
      return found(restart, 'config.yaml was changed a moment ago, and is being loaded: look again.');
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
        ? 'config.yaml was edited, and the server has not loaded it.'
        : 'The server does not run with the config.yaml on this machine.',
      why: 'What you see in the file is not what holds: a key that was removed there may still be let in.',
      remedy: problem?.unloaded
        ? 'Load it with "cli-proxy config load", or restore the server\'s config with "cli-proxy config keep".'
        : 'Restart the server, and check that it is started with this file.',
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
      why: 'With its next start it moves, and clients that do not know stand before a closed door.',
      remedy: 'Restart the server when its clients know, or put the setting back.',
      where: inConfig(facts, said[first] === undefined ? [] : [first]),
    },
  ];
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

export const plainSecret: Check = {
  id: 'plain-secret',
  title: 'a management secret in plain text',
  meets: 'B1',
  worst: 'error',
  fixes: 'puts its bcrypt hash there; the secret stays the same',
  look(facts) {
    const { file } = facts;
    if (!file.known) return notChecked(file.why);
    const secret = file.value.config['remote-management']?.['secret-key'];
    if (!secret || isBcryptHash(secret)) return found([]);
    return found([
      {
        severity: 'error',
        what: 'The management secret stands in config.yaml in plain text.',
        why: 'Whoever sees the file, or a copy or backup of it, can manage the server with it.',
        remedy: 'Start the server once, which keeps its hash; or rotate it: cli-proxy secret rotate.',
        where: inConfig(facts, ['remote-management', 'secret-key']),
        fix: 'secret-key will be its bcrypt hash; the secret itself stays the same, and your tools go on working.',
        repair: { kind: 'hash-secret', secret: new Secret(secret) },
      },
    ]);
  },
};

export const settings: Check = {
  id: 'settings',
  title: 'settings without effect',
  more: 'a value that no server can use, also in a provider entry (a key that cannot be sent, an address with the endpoint in it); names of earlier servers; a notice for settings that only public servers use',
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
          why: whys(kind, path),
          remedy: inEntry(path)
            ? 'Correct the entry in config.yaml, or a provider key with cli-proxy providers edit.'
            : kind === 'old'
              ? 'Move it in config.yaml to where it belongs now, and remove the old name.'
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
            : `The embedded server does not use ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
        why: 'They are kept for public servers and have no effect here.',
        remedy:
          'Nothing to do if a public server uses this file too. Otherwise remove them: cli-proxy config set NAME default.',
        where: inConfig(facts, named(first?.path ?? [])),
      };
    }
  },
};

const inEntry = (path: SettingRemark['path']): boolean => typeof path[1] === 'number';

/** As far as the line of it is found: items of a list are not named by their place. */
const named = (path: SettingRemark['path']): string[] =>
  inEntry(path) ? path.slice(0, 1).map(String) : path.map(String);

function whys(kind: SettingRemark['kind'], path: SettingRemark['path']): string {
  if (kind === 'old') return 'Keys that are set there are ignored.';
  return inEntry(path)
    ? 'Requests to this provider cannot be sent, or go to an address that does not answer them.'
    : 'Servers use another value instead, so the setting does not do what it says.';
}
