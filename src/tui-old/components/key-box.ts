import type { Secret } from '../../base/secret.ts';
import { lineOf } from '../text/line.ts';
import type { Title } from '../ui/dialog.ts';
import { type Row, rowOf, unbrokenRow } from '../view.ts';
import { panelOf } from './panel.ts';

/** A secret in full, on rows of its own without a frame beside it, so that selecting it takes nothing else along. */
export function keyBox(
  title: Title,
  secret: Secret,
  notes: readonly string[],
  columns: number,
): readonly Row[] {
  return [
    ...panelOf(title, [], columns),
    unbrokenRow(secret.reveal()),
    rowOf([]),
    ...notes.map((note) => rowOf(lineOf(`  ${note}`, 'dim'))),
  ];
}
