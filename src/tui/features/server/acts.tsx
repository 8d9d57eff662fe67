import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import {
  changeSettings,
  keepServerConfig,
  loadConfigFile,
  rotateManagementSecret,
} from '../../../operations/index.ts';
import type { ConsoleSession } from '../../../session/console-session.ts';
import type { Traffic } from '../../../session/ports.ts';
import type { ConsoleState } from '../../../store/state.ts';
import { type At, actsIn, type Console, notReachable, staysHere } from '../../act.ts';
import { ago, createFrameTime } from '../../clock.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { openDanger, Question } from '../../components/dialogs/question.tsx';
import { SecretBox } from '../../components/dialogs/report.tsx';
import { useConsole, useServer } from '../../context.tsx';
import { leaveSettings } from '../config/review.tsx';
import { words } from './words.ts';

/** The text to type before the management secret is rotated: the server as named in the header. */
export const serverName = ({ console }: Pick<At, 'console'>): string =>
  URL.canParse(console.place) ? new URL(console.place).host : console.place.replace(/^.*\//, '');

function askToRotate(console: Console): void {
  const says = words().secret;
  const rotate = async () => {
    const rotated = await console.session.run(rotateManagementSecret, {});
    if (!rotated.ok) return;
    const { secret, doubt } = rotated.value;
    const notes = [...(doubt === undefined ? [] : [doubt]), says.copyNow];
    console.open(<SecretBox title={says.made} what={says.what} notes={notes} secret={secret} />, {
      stays: true,
    });
  };
  const lines = [says.stops + commas().sentences + says.once];
  openDanger(console, says, says.title, lines, rotate, serverName(console.at()));
}

/** Whether this server's usage may be read or not is the user's to say. */
const canChoose = ({ feedQuestion, feedAnswer }: ConsoleState): boolean =>
  feedQuestion !== undefined || feedAnswer !== undefined;

const recording = 'usage-statistics-enabled';
/** A public server records no requests (its default): nothing to read its usage from until that is changed. */
export const recordsNothing = ({ server, capabilities }: ConsoleState): boolean =>
  capabilities?.activity === 'shown' && server?.config[recording] === false;
/** And that may be changed from here. */
const mayTurnOn = ({ server, readOnly }: ConsoleState): boolean =>
  !readOnly && server?.config[recording] === false;

/**
 * Asks whether the usage of this server may be read (H4), and recorded if it is not; Esc leaves it as it is. The last
 * answer is marked.
 */
function UsageAccess(): ReactElement {
  const { session } = useConsole();
  const says = words().usageAccess;
  const open = useServer(canChoose);
  const off = useServer(mayTurnOn);
  const before = useServer(({ feedAnswer }) => feedAnswer);
  // Another server may have taken its place in the meantime.
  const answer = (yes: boolean) => async () => {
    if (canChoose(session.store.snapshot())) await session.answerFeedQuestion(yes);
    if (yes && mayTurnOn(session.store.snapshot()))
      await session.run(changeSettings, { changes: [{ path: recording, value: true }] });
  };
  const buttons = [
    { title: says.no, key: 'n', run: answer(false) },
    { title: off ? says.turnOn : says.yes, key: 'y', run: answer(true) },
  ];
  const now = before === undefined ? [] : [before && !off ? says.reads : says.readsNot];
  const asked = open ? [says.question, says.others, ...now] : [];
  return (
    <Question
      title={says.title}
      lines={off ? [...asked, says.off] : open ? asked : [says.none]}
      buttons={before && !off ? buttons.toReversed() : buttons}
    />
  );
}

/** config.yaml and the server's config differ, and only one can be kept; both are backed up. */
function askWhichConfig(console: Console): unknown {
  if (!console.at().console.server?.problem?.unloaded) return undefined;
  const says = words().config;
  const { run } = console.session;
  return console.open(
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

/** Asks if a change is refused for that reason; an open form keeps its text and shows the message. */
export function askingOnConflict(session: ConsoleSession, console: () => Console): ConsoleSession['run'] {
  return async (operation, input) => {
    const outcome = await session.run(operation, input);
    if (!outcome.ok && outcome.unloaded && console().ui.snapshot().dialog === undefined) {
      askWhichConfig(console());
    }
    return outcome;
  };
}

/** How long after a request a client is likely to send another. ms. */
const lately = 60_000;

/**
 * Quits; asks first about settings that are not saved, and if that stops a running action, or the embedded
 * server of this console while clients use it.
 */
const quit = (console: Console): unknown => leaveSettings(console, () => quitRunning(console));

function quitRunning(console: Console): unknown {
  const says = words().quit;
  const { running } = console.at().console;
  if (!running) return quitServer(console);
  const title = says.running(running.title.charAt(0).toUpperCase() + running.title.slice(1));
  const buttons = [{ title: says.stay }, { title: says.quit, run: () => quitServer(console) }];
  return console.open(<Question title={title} lines={[says.stops]} buttons={buttons} />);
}

/** The embedded server stops with the console, so warn before its clients fail. */
async function quitServer(console: Console): Promise<void> {
  const says = words().quit;
  const isHere = staysHere(console);
  const traffic = await console.session.traffic();
  if (!isHere()) return;
  const last = traffic?.lastRequestAt ?? 0;
  if (!traffic || (traffic.running === 0 && console.now() - last >= lately)) return console.leave();
  const place = console.at().console.place.replace(/^https?:\/\//, '');
  const keep = async () => {
    await console.session.keepServer();
    console.leave();
  };
  console.open(
    <Menu
      title={says.title}
      notes={[says.startedHere(place), trafficText(console, traffic)]}
      items={[
        { key: 'k', title: says.keep, hint: says.keepHint, run: keep },
        { key: 's', title: says.stop, hint: says.stopHint, run: () => console.leave() },
        { title: says.stay, run: () => {} },
      ]}
    />,
  );
}

/** In one sentence, with the known clients. */
function trafficText(console: Console, { running, lastRequestAt }: Traffic): string {
  const says = words().quit;
  if (running > 0) return says.inFlight(running);
  const now = console.now();
  const recent = console.at().console.usage.records.filter(({ at }) => now - at < lately);
  if (recent.length === 0) return says.lastRequest(ago(createFrameTime(now), lastRequestAt ?? now));
  // At most three clients: `Cline, curl`.
  const names = [...new Set(recent.flatMap(({ application }) => application ?? []))];
  const shown = names.length > 3 ? [...names.slice(0, 3), '…'] : names;
  return says.served(recent.length, shown.join(commas().items));
}

const noQuestion = ({ console }: At) =>
  canChoose(console) || (recordsNothing(console) && mayTurnOn(console))
    ? undefined
    : words().usageAccess.none;
const notEdited = ({ console: { server } }: At) =>
  server?.problem?.unloaded ? undefined : words().config.none;
const noRotation = ({ console: { capabilities } }: At) =>
  capabilities?.secretRotation === 'absent' ? words().secret.cannot : undefined;

/** Acts for the server as a whole, on every screen. */
// biome-ignore format: one row a record reads as the table that it is
export const serverActs = actsIn('screen', () => words().acts, [
  { id: 'usage-access', word: 'usageAccess', keys: ['F'], footer: 71, palette: true, disabled: noQuestion, run: ({ open }) => open(<UsageAccess />) },
  { id: 'choose-config', word: 'config', keys: [], palette: true, write: true, disabled: (at) => notReachable(at) ?? notEdited(at), run: askWhichConfig },
  { id: 'rotate-secret', word: 'rotateSecret', keys: [], palette: true, danger: true, disabled: (at) => notReachable(at) ?? noRotation(at), run: askToRotate },
  { id: 'quit', keys: ['q'], footer: 95, palette: true, run: quit },
]);
