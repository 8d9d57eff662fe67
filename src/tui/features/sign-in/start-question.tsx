import type { StartEffects } from '../../../store/state.ts';
import type { Console } from '../../act.ts';
import { Danger } from '../../components/dialogs/question.tsx';
import { words } from './words.ts';

/** `config.yaml` of a path. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What starting the embedded server would take and change, as notes. */
export function effectsOf({ configPath, thisMachineOnly, hashesSecret }: StartEffects): string[] {
  const { takesPort, localOnly, hashes, differs } = words().down;
  return [
    takesPort,
    ...(thisMachineOnly ? [localOnly] : []),
    ...(hashesSecret ? [hashes(fileName(configPath))] : []),
    differs,
  ];
}

/** Starts the embedded server; on a config that may be another server's only after a yes. */
export function askToStart(console: Console): unknown {
  const { connection } = console.at().console;
  const start = connection.kind === 'down' ? connection.start : undefined;
  if (start === undefined) return console.session.startServer();
  const { question, no, yes } = words().down;
  console.open(
    <Danger
      title={question}
      lines={[start.configPath, effectsOf(start).join(' ')]}
      no={no}
      yes={yes}
      onYes={() => console.session.startServer()}
    />,
  );
  return undefined;
}
