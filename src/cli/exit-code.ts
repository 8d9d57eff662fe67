import type { CommandFailure } from './command.ts';

/** 0 is success; scripts rely on these. */
export const exitCodes: Readonly<Record<CommandFailure['kind'], number>> = {
  failed: 1,
  invalid: 1,
  unsupported: 1,
  cancelled: 1,
  usage: 2,
  denied: 3,
  'locked-out': 3,
  unreachable: 4,
  conflict: 5,
};
