import { Box } from 'ink';
import { type ReactElement, type ReactNode, useCallback, useMemo, useSyncExternalStore } from 'react';
import { type Console, findByKey, isOutside, isTooSmall } from './act.ts';
import { everywhereActs } from './all-acts.ts';
import type { Clock } from './clock.ts';
import { BodyHeightContext, BoxDrawnContext, DialogKeyContext } from './components/dialogs/dialog.tsx';
import { Text } from './components/text.tsx';
import {
  BehindContext,
  ClockContext,
  ConsoleContext,
  ThemeContext,
  useConsole,
  useServer,
  useSize,
  useUi,
} from './context.tsx';
import { FirstRunScreen } from './features/first-run/first-run.tsx';
import { featureOf } from './features/index.ts';
import { ConnectScreen } from './features/sign-in/connect-screen.tsx';
import { Banners } from './frame/banners.tsx';
import { Footer } from './frame/footer.tsx';
import { Header, Tabs } from './frame/header.tsx';
import { RevealBox, StatusLine } from './frame/status-line.tsx';
import { useHeight } from './hooks/use-height.ts';
import { dropWarning, Keyboard, useKeys } from './hooks/use-input.ts';
import { createTheme, type ThemeOptions } from './theme.ts';
import type { OpenDialog } from './ui/ui-state.ts';
import { frameWords } from './words/frame.ts';

interface AppProps {
  readonly console: Console;
  readonly clock: Clock;
  /** Default colors and signs; a theme chosen in the console overrides them. */
  readonly theme: ThemeOptions;
}

/** The console: shared contexts and the screen. */
export function App({ console, clock, theme: chosenTheme }: AppProps): ReactElement {
  const chosen = useSyncExternalStore(console.ui.subscribe, () => console.ui.snapshot().theme);
  const theme = useMemo(
    () => createTheme({ ...chosenTheme, theme: chosen ?? chosenTheme.theme }),
    [chosenTheme, chosen],
  );
  return (
    <ConsoleContext value={console}>
      <ClockContext value={clock}>
        <ThemeContext value={theme}>
          <Frame />
        </ThemeContext>
      </ClockContext>
    </ConsoleContext>
  );
}

function Frame(): ReactElement {
  const console = useConsole();
  const columns = useUi((ui) => ui.columns);
  const rows = useUi((ui) => ui.rows);
  const dialog = useUi((ui) => ui.dialog);
  const revealed = useUi((ui) => ui.revealed);
  const firstRun = useServer((server) => server.firstRun);
  const outside = useServer(isOutside) || firstRun !== undefined;
  useKeys((event) => {
    console.session.keyPressed();
    const act = event.type === 'key' ? findByKey(everywhereActs, event.name, false) : undefined;
    void act?.run?.(console);
  });
  const small = isTooSmall({ columns, rows });
  const shown = dialog !== undefined && !(dialog.waits && outside);
  // The last row of the terminal stays empty: at full height Ink clears the whole screen with every frame.
  return (
    <>
      {small && <Text>{frameWords().tooSmall(columns, rows)}</Text>}
      <Keyboard active={!small}>
        <Box
          display={small ? 'none' : 'flex'}
          flexDirection="column"
          width={columns}
          height={rows - 1}
          overflow="hidden"
        >
          <Keyboard active={!shown}>
            <Header />
            {!outside && <Tabs />}
            <Banners />
          </Keyboard>
          <Body dialog={dialog} shown={shown}>
            {firstRun ? <FirstRunScreen firstRun={firstRun} /> : outside ? <ConnectScreen /> : <Inside />}
          </Body>
          {!outside && revealed && <RevealBox {...revealed} />}
          <StatusLine />
          {!shown && <Footer />}
        </Box>
      </Keyboard>
    </>
  );
}

interface BodyProps {
  readonly dialog: OpenDialog | undefined;
  /** Absent while it waits for the server. */
  readonly shown: boolean;
  readonly children: ReactNode;
}

/** A screen with the open box below it; a box taller than half of the body replaces the screen. */
function Body({ dialog, shown, children }: BodyProps): ReactElement {
  const { rows } = useSize();
  const waiting = useUi((ui) => ui.waiting);
  const [room, height, measureRoom] = useHeight(rows);
  const [box, taken, measureBox] = useHeight(0);
  const measure = useCallback(() => {
    measureRoom();
    measureBox();
  }, [measureRoom, measureBox]);
  // A message below reduces the available rows.
  useUi((ui) => ui.notice);
  const covered = shown && (dialog?.whole || rows < 24 || taken > height / 2);
  return (
    <Box
      ref={room}
      flexDirection="column"
      justifyContent="flex-end"
      flexGrow={1}
      flexBasis={0}
      overflow="hidden"
    >
      <Box
        display={covered ? 'none' : 'flex'}
        flexDirection="column"
        flexGrow={1}
        flexBasis={0}
        overflow="hidden"
      >
        <Keyboard active={!shown}>
          <BehindContext value={shown ? taken : undefined}>{children}</BehindContext>
        </Keyboard>
      </Box>
      {[waiting, dialog].map(
        (one) =>
          one && (
            <Keyboard key={one.key} active={shown && one === dialog}>
              <Box
                ref={one === dialog ? box : null}
                display={shown && one === dialog ? 'flex' : 'none'}
                flexDirection="column"
                flexGrow={one.whole ? 1 : 0}
              >
                <DialogKeyContext value={one.key}>
                  <BoxDrawnContext value={measure}>
                    <BodyHeightContext value={height}>{one.element}</BodyHeightContext>
                  </BoxDrawnContext>
                </DialogKeyContext>
              </Box>
            </Keyboard>
          ),
      )}
    </Box>
  );
}

/** A screen after the sign-in, between header and footer. */
function Inside(): ReactElement {
  const console = useConsole();
  const { ui, acts } = console;
  const screen = useUi((state) => state.screen);
  useKeys((event) => {
    dropWarning(console);
    const act = event.type === 'key' ? acts.forKey(event.name, console.at()) : undefined;
    if (act) console.perform(act.id);
    else if (ui.snapshot().filtering) ui.dispatch({ type: 'typed', event });
  });
  const feature = featureOf(screen);
  return (
    <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
      {feature && <feature.Screen />}
    </Box>
  );
}
