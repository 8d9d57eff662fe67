import type { Config } from '../../../contract/config.ts';
import type { CaseFacts } from '../case-facts.ts';
import { type Check, type Found, found, notChecked } from '../check.ts';
import { inConfig } from '../config-place.ts';

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
