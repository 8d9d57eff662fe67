/** One column of a table; names stand in its head. Columns are divided by one blank. */
export interface Column {
  readonly name: string;
  readonly width: number;
  readonly align?: 'left' | 'right';
}
