import type { ReactElement } from 'react';
import { Question } from '../../components/dialogs/question.tsx';
import { useConsole, useServer } from '../../context.tsx';
import { words } from './words.ts';

/** May the usage of this server be read (H4)? Asked once; Esc leaves it open. */
export function UsageAccess(): ReactElement {
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
