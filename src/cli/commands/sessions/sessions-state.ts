import type { AuthFileBatch } from '../../../contract/auth-file.ts';
import { success } from '../../../contract/outcome.ts';
import type { Operation } from '../../../operations/operation.ts';
import { clearCooldown, setSessionState } from '../../../operations/sessions/session-state.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { choiceOptions, chosenSessions, noneMatch } from './on-sessions.ts';

interface NamedSessions {
  readonly names: readonly string[];
}

/** A command that does one thing to each of the chosen accounts. */
const forEachChosen = <Input extends NamedSessions>(
  { about, examples }: Pick<Command, 'about' | 'examples'>,
  operation: Operation<Input, AuthFileBatch>,
  inputFor: (names: readonly string[]) => Input,
): Command => ({
  usage: 'SESSION... | --state STATE | --provider NAME | --all',
  about: `${about} Each account is processed separately; exits with 1 if any failed.`,
  words: [0, 10_000],
  options: choiceOptions,
  examples,
  async run(call) {
    const chosen = await chosenSessions(call, 'write');
    if (!chosen.ok) return chosen;
    const { opened, files } = chosen.value;
    if (files.length === 0) return noneMatch;
    const done = await runOpened(opened, operation, inputFor(files.map(({ name }) => name)));
    if (!done.ok) return done;
    const { result, message } = done.value;
    return success({ stderr: message, json: { ...result }, code: result.failed.length > 0 ? 1 : 0 });
  },
});

export const sessionsEnable: Command = forEachChosen(
  {
    about: 'Enables accounts that were disabled, so that they receive requests again.',
    examples: [
      ['cli-proxy sessions enable dev@example.com', 'by its address'],
      ['cli-proxy sessions enable --state disabled --provider claude', 'all of a provider'],
    ],
  },
  setSessionState,
  (names) => ({ names, disabled: false }),
);

export const sessionsDisable: Command = forEachChosen(
  {
    about: 'Disabled accounts receive no requests and keep their tokens.',
    examples: [
      ['cli-proxy sessions disable dev@example.com', 'by its address'],
      ['cli-proxy sessions disable --state failing', 'all that fail'],
    ],
  },
  setSessionState,
  (names) => ({ names, disabled: true }),
);

export const sessionsClearCooldown: Command = forEachChosen(
  {
    about: 'Clears the cooldown of accounts so that they receive requests again immediately.',
    examples: [
      ['cli-proxy sessions clear-cooldown dev@example.com', 'by its address'],
      ['cli-proxy sessions clear-cooldown --state cooling', 'all that are cooling down'],
    ],
  },
  clearCooldown,
  (names) => ({ names }),
);
