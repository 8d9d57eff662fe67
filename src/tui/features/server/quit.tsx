import type { UsageRecord } from '../../../contract/usage-record.ts';
import type { Traffic } from '../../../session/ports.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Question } from '../../components/dialogs/question.tsx';
import { ago, createMoment } from '../../moment.ts';
import { words } from './words.ts';

/** ms for which a client that has sent a request is likely to send another. */
const lately = 60_000;

/**
 * Leaves, and asks first where that ends something: what runs now, or the embedded server of this console while
 * clients use it.
 */
export async function quit(console: Console): Promise<void> {
  const says = words().quit;
  const { running } = console.at().console;
  if (running) {
    const title = running.title.charAt(0).toUpperCase() + running.title.slice(1);
    console.open(
      <Question
        title={says.running(title)}
        lines={[says.stops]}
        buttons={[{ title: says.stay }, { title: says.quit, run: () => quitServer(console) }]}
      />,
    );
    return;
  }
  await quitServer(console);
}

/** The server of this console ends with it, and its clients must not find out by that. */
async function quitServer(console: Console): Promise<void> {
  const says = words().quit;
  const traffic = await console.session.traffic();
  const last = traffic?.lastRequestAt ?? 0;
  if (!traffic || (traffic.running === 0 && console.now() - last >= lately)) return console.leave();
  const { place } = console.at().console;
  console.open(
    <Menu
      title={says.title}
      notes={[says.startedHere(place.replace(/^https?:\/\//, '')), trafficText(console, traffic)]}
      items={[
        {
          key: 'k',
          title: says.keep,
          hint: says.keepHint,
          async run() {
            await console.session.keepServer();
            console.leave();
          },
        },
        { key: 's', title: says.stop, hint: says.stopHint, run: () => console.leave() },
        { title: says.stay, run: () => {} },
      ]}
    />,
  );
}

/** In one sentence, with the programs that are known. */
function trafficText(console: Console, { running, lastRequestAt }: Traffic): string {
  const says = words().quit;
  if (running > 0) return says.inFlight(running);
  const now = console.now();
  const recent = console.at().console.usage.records.filter(({ at }) => now - at < lately);
  if (recent.length > 0) return says.served(recent.length, clientsOf(recent));
  return says.lastRequest(ago(createMoment(now), lastRequestAt ?? now));
}

/** Three programs at most: `Cline, curl`. */
function clientsOf(records: readonly UsageRecord[]): string {
  const names = [...new Set(records.flatMap(({ application }) => application ?? []))];
  return names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
}
