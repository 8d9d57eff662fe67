import { keepServerConfig, loadConfigFile } from '../../operations/index.ts';
import type { ConsoleSession } from '../../session/console-session.ts';
import type { MenuItem } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk } from './desk.ts';

const items: readonly MenuItem[] = [
  { title: 'Load the file', hint: 'the server loads config.yaml', act: { type: 'load-config' } },
  { title: "Keep the server's", hint: 'config.yaml is restored from it', act: { type: 'keep-config' } },
];

/** config.yaml and the server's config differ, and only one of them can stay; both are kept as backups. */
export function askWhichConfig(desk: Desk): void {
  const { server, readOnly } = desk.context().console;
  const problem = server?.problem;
  if (!problem?.unloaded) return;
  if (readOnly) {
    desk.dispatch({ type: 'dialog-opened', dialog: { kind: 'sentence', text: problem.message } });
    return;
  }
  const title = 'config.yaml was edited and is not loaded';
  const notes = ['The next change would overwrite the edit. Which one do you want?'];
  desk.dispatch({ type: 'dialog-opened', dialog: { kind: 'menu', title, notes, items, index: 0 } });
}

/** Asks when a change is refused for that; what is typed into an open form stays, with the sentence. */
export function askingOnConflict(session: ConsoleSession, desk: () => Desk): ConsoleSession['run'] {
  return async (operation, input) => {
    const outcome = await session.run(operation, input);
    if (!outcome.ok && outcome.unloaded && desk().context().ui.dialog === undefined) askWhichConfig(desk());
    return outcome;
  };
}

export const configActs: Acts<'load-config' | 'keep-config'> = {
  'load-config': ({ session }) => session.run(loadConfigFile, {}),
  'keep-config': ({ session }) => session.run(keepServerConfig, {}),
};
