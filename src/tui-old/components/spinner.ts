import type { Moment } from '../rows/moment.ts';

const turns = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];
const turnMs = 120;
/** What ends sooner is not worth a flicker. */
const patienceMs = 150;

/** A turning sign for something that runs since `since`; undefined while it is too young to speak of. */
export function spinner(moment: Moment, since: number): string | undefined {
  const ms = moment.exact - since;
  if (ms < patienceMs) {
    moment.changesAt(since + patienceMs);
    return undefined;
  }
  const turn = Math.floor(ms / turnMs);
  moment.changesAt(since + (turn + 1) * turnMs);
  return turns[turn % turns.length];
}
