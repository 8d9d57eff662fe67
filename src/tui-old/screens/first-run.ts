import type { ConsoleState } from '../../store/state.ts';
import { wrap } from '../text/fit.ts';
import { type Line, lineOf } from '../text/line.ts';
import { type Row, rowOf, unbrokenRow } from '../view.ts';

/** What was made on the first run, shown this once. */
export function firstRunRows(
  firstRun: NonNullable<ConsoleState['firstRun']>,
  columns: number,
): readonly Row[] {
  const said = (text: string): Line[] => wrap(text, columns - 6).map((part) => lineOf(`   ${part}`));
  const rows = (lines: readonly Line[]): Row[] => lines.map((line) => rowOf(line));
  return [
    ...rows([[], lineOf('   Your own server is set up', 'title')]),
    ...rows(said(`Its config is ${firstRun.path}. It listens on this machine only.`)),
    ...rows([[], lineOf('   Client key, for the programs that call it', 'bold')]),
    unbrokenRow(firstRun.clientKey.reveal()),
    ...rows([[], lineOf('   Management secret, for this console and other tools', 'bold')]),
    unbrokenRow(firstRun.managementSecret.reveal()),
    ...rows([
      [],
      ...said('Copy both now. The management secret is kept as a hash alone and is never shown again.'),
    ]),
  ];
}
