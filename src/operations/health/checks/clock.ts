import { formatDuration } from '../../../base/text/duration.ts';
import { type Check, found, notChecked } from '../check.ts';

/** ms */
const tolerated = 60_000;

export const clock: Check = {
  id: 'clock',
  title: 'clocks that differ by over a minute',
  more: 'that of this machine and that of the server',
  meets: 'A7',
  worst: 'warning',
  look({ clock: skew }) {
    if (!skew.known) return notChecked(skew.why);
    if (Math.abs(skew.value) <= tolerated) return found([]);
    const off = formatDuration(Math.abs(skew.value));
    return found([
      {
        severity: 'warning',
        what: `The server's clock is ${off} ${skew.value > 0 ? 'ahead of' : 'behind'} the one of this machine.`,
        why: 'Keys expire and rotations end by the clock, and sign-ins with providers fail when it is wrong.',
        remedy: 'Turn on time synchronisation (NTP) on the machine whose clock is wrong.',
        where: {},
      },
    ]);
  },
};
