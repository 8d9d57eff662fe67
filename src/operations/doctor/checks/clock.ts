import { formatDuration } from '../../../base/duration.ts';
import { type Check, found, notChecked } from '../check.ts';

/** ms */
const tolerated = 60_000;

export const clock: Check = {
  id: 'clock',
  title: 'clocks of this machine and the server that differ by more than a minute',
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
