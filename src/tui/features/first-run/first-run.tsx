import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Secret } from '../../../base/secrets/secret.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { actsIn, type Console } from '../../act.ts';
import { Gap } from '../../components/dialogs/dialog.tsx';
import { Question } from '../../components/dialogs/question.tsx';
import { fitText } from '../../components/fit.ts';
import { framedFrom, Panel } from '../../components/panel.tsx';
import { Line, type Span, Text } from '../../components/text.tsx';
import { Unbroken } from '../../components/unbroken.tsx';
import { useConsole, useServer, useSize, useTheme } from '../../context.tsx';
import { useActs } from '../../hooks/use-input.ts';
import { keyTitle } from '../../keyboard.ts';
import type { ScreenId } from '../../ui/ui-state.ts';
import { words } from './words.ts';

/** Keys of the first-run screen, which handles them. */
export const firstRunActs = actsIn('first-run', () => words().acts, [
  { id: 'copy-first-key', word: 'copyKey', keys: ['c'] },
  { id: 'copy-first-secret', word: 'copySecret', keys: ['m'] },
  { id: 'first-run-provider', word: 'addProvider', keys: ['a'] },
  { id: 'first-run-login', word: 'login', keys: ['l'] },
  { id: 'first-snippet', word: 'snippet', keys: ['s'] },
  { id: 'have-first-run', word: 'done', keys: ['enter', 'escape'] },
]);
const next = [
  ['a', 'addProvider'],
  ['l', 'login'],
  ['s', 'snippet'],
  ['enter', 'done'],
] as const;

/** Runs what would lose the management secret; asks first unless it was certainly copied. */
export function leaveFirstRun(console: Console, leave: () => unknown): unknown {
  const { console: state, ui } = console.at();
  const says = words();
  const { secretCopied } = ui;
  if (!state.firstRun || (secretCopied && secretCopied !== 'terminal')) return leave();
  const why = secretCopied ? says.maybeCopied : says.notCopied;
  const buttons = [{ title: says.goBack }, { title: says.continue, run: leave }];
  console.open(<Question title={says.question} lines={[why]} buttons={buttons} />);
  return console.ui.dispatch({ type: 'set', ui: { leaveBoxKey: console.ui.snapshot().dialog?.key } });
}

/** What the first run created, shown only once, and what to do next. */
export function FirstRunScreen({
  firstRun,
}: {
  firstRun: NonNullable<ConsoleState['firstRun']>;
}): ReactElement {
  const console = useConsole();
  const place = useServer((server) => server.place);
  const { columns } = useSize();
  const narrow = columns < framedFrom;
  const { glyphs } = useTheme();
  const says = words();

  const go = (screen: ScreenId, act?: string) => {
    console.ui.dispatch({ type: 'set', ui: { notice: undefined } });
    console.session.acknowledgeFirstRun();
    console.ui.dispatch({ type: 'screen', screen });
    if (act !== undefined) console.perform(act);
  };
  const leaveFor = (screen: ScreenId, act?: string) => () => leaveFirstRun(console, () => go(screen, act));
  useActs(firstRunActs, {
    'copy-first-key': () => console.copy(firstRun.clientKey, says.copiedKey),
    async 'copy-first-secret'() {
      const secretCopied = await console.copy(firstRun.managementSecret, says.copiedSecret);
      if (secretCopied) console.ui.dispatch({ type: 'set', ui: { secretCopied } });
    },
    'first-run-provider': leaveFor('providers', 'add-provider-key'),
    'first-run-login': leaveFor('sessions', 'log-in'),
    'first-snippet': leaveFor('client-keys', 'key-snippet'),
    'have-first-run': leaveFor('overview'),
  });

  const separator = ` ${glyphs.separator} `;
  /** A secret in full, on its own rows, so that the mouse selects nothing else. */
  const made = (title: readonly Span[], secret: Secret, key: string) => (
    <>
      <Gap />
      <Box justifyContent="space-between" paddingX={2} flexShrink={0}>
        <Line of={title} />
        <Line of={[{ text: key, role: 'accent' }, { text: ` ${says.acts.copyKey.title}` }]} />
      </Box>
      <Gap />
      <Unbroken>{secret.reveal()}</Unbroken>
    </>
  );
  const secretTitle: readonly Span[] = [
    { text: says.managementSecret, bold: true },
    { text: narrow ? '' : separator + says.forTools },
    { text: separator + says.once, role: 'warning' },
  ];
  return (
    <Panel title={says.title} aside={narrow ? place : place + separator + says.thisMachine} open focused>
      {made(
        [{ text: says.clientKey, bold: true }, { text: separator + says.forApps }],
        firstRun.clientKey,
        'c',
      )}
      {made(secretTitle, firstRun.managementSecret, 'm')}
      <Gap />
      <Box flexDirection="column" paddingX={2} flexShrink={0}>
        <Text bold>{says.next}</Text>
        {next.map(([key, name]) => (
          <Line
            key={key}
            of={[
              { text: `  ${keyTitle(key)}  `, role: 'accent' },
              { text: fitText(says.acts[name].title, 24) },
              { text: says.hints[name], role: 'muted' },
            ]}
          />
        ))}
      </Box>
      <Gap />
      <Box paddingX={2} columnGap={2} flexShrink={0}>
        <Text role="muted">{says.config}</Text>
        <Text>{firstRun.path}</Text>
      </Box>
    </Panel>
  );
}
