import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Place } from './components/place.tsx';
import { Table } from './components/table.tsx';
import { type Shape, slotOf } from './frame/shape.ts';

/** The screen: head, body, open box, foot. Here is only where they stand; every word is in the view. */
export function App({ shape }: { readonly shape: Shape }): ReactElement {
  const { columns, rows, head, body, table, panel, foot } = shape;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Places first={slotOf.head} heights={ones(head)} width={columns} />
      <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
        {table ? <TableBody table={table} /> : <Places first={slotOf.body} heights={body} width={columns} />}
      </Box>
      <Places first={slotOf.panel} heights={panel} width={columns} />
      <Places first={slotOf.foot} heights={ones(foot)} width={columns} />
    </Box>
  );
}

/** The list, and beside it the details where there is room for them. */
function TableBody({ table }: { readonly table: NonNullable<Shape['table']> }): ReactElement {
  const { columns, above, rows, after, width, side, sideWidth } = table;
  return (
    <Box flexDirection="row">
      <Box flexDirection="column" width={width} flexShrink={0}>
        <Places first={slotOf.above} heights={ones(above)} width={width} />
        <Table columns={columns} rows={rows} width={width} />
        <Place slot={slotOf.below} width={width} />
        <Places first={slotOf.after} heights={ones(after)} width={width} />
      </Box>
      <Box flexDirection="column" marginLeft={1}>
        <Places first={slotOf.side} heights={ones(side)} width={sideWidth} />
      </Box>
    </Box>
  );
}

interface PlacesProps {
  readonly first: number;
  readonly heights: readonly number[];
  readonly width: number;
}

function Places({ first, heights, width }: PlacesProps): ReactElement {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {heights.map((height, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <Place key={place} slot={first + place} width={width} height={height} />
      ))}
    </Box>
  );
}

const ones = (count: number): readonly number[] => Array.from({ length: count }, () => 1);
