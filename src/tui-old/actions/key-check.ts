import { checkClientKey } from '../../operations/index.ts';
import { titleWith } from '../rows/key-texts.ts';
import { openReport, reportCheck } from './check-report.ts';
import type { Perform } from './desk.ts';
import { onKey } from './on-key.ts';

/** L2: asks the server with the client key, as a client would, told step by step. */
export const keyChecks = {
  'check-client-key': onKey((desk, key) => {
    const { fingerprint } = key;
    const show = openReport(desk, `check ${fingerprint}`, titleWith('Check of ', key));
    return reportCheck(show, (onStep) => desk.session.ask(checkClientKey, { fingerprint }, onStep));
  }),
} satisfies Record<string, Perform>;
