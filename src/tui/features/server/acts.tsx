import type { ReactElement } from 'react';
import { rotateManagementSecret } from '../../../operations/index.ts';
import type { Act, At, Console } from '../../act.ts';
import { notReachable } from '../../acts.ts';
import { Danger, Question } from '../../components/dialogs/question.tsx';
import { SecretBox } from '../../components/dialogs/secret-box.tsx';
import { useConsole, useServer } from '../../context.tsx';
import { askWhichConfig } from './config-choice.tsx';
import { quit } from './quit.tsx';
import { words } from './words.ts';

/** What has to be typed before the management secret is rotated: the server as the header names it. */
export const serverName = ({ console }: Pick<At, 'console'>): string =>
  URL.canParse(console.place) ? new URL(console.place).host : console.place.replace(/^.*\//, '');

function askToRotate(console: Console): void {
  const says = words().secret;
  console.open(
    <Danger
      title={says.title}
      lines={[`${says.stops} ${says.once}`]}
      no={says.no}
      yes={says.yes}
      word={serverName(console.at())}
      onYes={async () => {
        const rotated = await console.session.run(rotateManagementSecret, {});
        if (!rotated.ok) return;
        console.open(
          <SecretBox
            title={says.made}
            secret={rotated.value.secret}
            what={says.what}
            notes={[says.copyNow]}
          />,
          { stays: true },
        );
      }}
    />,
  );
}

/** May the usage of this server be read (H4)? Asked once; Esc leaves it open. */
function UsageAccess(): ReactElement {
  const { session } = useConsole();
  const says = words().usageAccess;
  const open = useServer((server) => server.feedQuestion !== undefined);
  // What was answered elsewhere in the meantime is not answered again.
  const answer = (yes: boolean) => {
    if (session.store.snapshot().feedQuestion !== undefined) return session.answerFeedQuestion(yes);
    return undefined;
  };
  return (
    <Question
      title={says.title}
      lines={open ? [says.question, says.others] : [says.none]}
      buttons={[
        { title: says.no, key: 'n', run: () => answer(false) },
        { title: says.yes, key: 'y', run: () => answer(true) },
      ]}
    />
  );
}

/** For the server as a whole, from every screen. */
export const serverActs: readonly Act[] = [
  {
    id: 'usage-access',
    scope: 'screen',
    keys: ['F'],
    words: () => words().acts.usageAccess,
    footer: 71,
    palette: true,
    disabled: ({ console }) => (console.feedQuestion === undefined ? words().usageAccess.none : undefined),
    run: ({ open }) => open(<UsageAccess />),
  },
  {
    id: 'choose-config',
    scope: 'screen',
    keys: [],
    words: () => words().acts.config,
    palette: true,
    write: true,
    disabled: (at) =>
      notReachable(at) ?? (at.console.server?.problem?.unloaded ? undefined : words().config.none),
    run: askWhichConfig,
  },
  {
    id: 'rotate-secret',
    scope: 'screen',
    keys: [],
    words: () => words().acts.rotateSecret,
    palette: true,
    danger: true,
    disabled: (at) =>
      notReachable(at) ??
      (at.console.capabilities?.secretRotation === 'absent' ? words().secret.cannot : undefined),
    run: askToRotate,
  },
  {
    id: 'quit',
    scope: 'screen',
    keys: ['q'],
    words: () => words().acts.quit,
    footer: 95,
    palette: true,
    run: quit,
  },
];
