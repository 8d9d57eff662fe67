import { keepServerConfig, loadConfigFile } from '../../../operations/index.ts';
import type { ConsoleSession } from '../../../session/console-session.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { words } from './words.ts';

/** config.yaml and the server's config differ, and only one of them can stay; both are kept as backups. */
export function askWhichConfig(console: Console): void {
  const { server, readOnly } = console.at().console;
  const problem = server?.problem;
  if (!problem?.unloaded) return;
  const says = words().config;
  if (readOnly) {
    console.open(<Report title={says.title} lines={[problem.message]} />);
    return;
  }
  const { run } = console.session;
  console.open(
    <Menu
      title={says.title}
      notes={[says.notes]}
      items={[
        { title: says.load, hint: says.loadHint, run: () => run(loadConfigFile, {}) },
        { title: says.keep, hint: says.keepHint, run: () => run(keepServerConfig, {}) },
      ]}
    />,
  );
}

/** Asks when a change is refused for that; what is typed into an open form stays, with the sentence. */
export function askingOnConflict(session: ConsoleSession, console: () => Console): ConsoleSession['run'] {
  return async (operation, input) => {
    const outcome = await session.run(operation, input);
    if (!outcome.ok && outcome.unloaded && console().ui.snapshot().dialog === undefined) {
      askWhichConfig(console());
    }
    return outcome;
  };
}
