import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Line, type Paper, PaperContext, UnbrokenLine } from './components/line.tsx';
import { Table } from './components/table.tsx';
import type { Line as LineText } from './text/line.ts';
import type { Body, Row, View } from './view.ts';

interface AppProps {
  readonly view: View;
  readonly paper: Paper;
}

/** The screen: head, body, open box, foot. All words are in the view; here is only where they stand. */
export function App({ view, paper }: AppProps): ReactElement {
  const { columns, rows, head, body, panel, foot } = view;
  return (
    <PaperContext value={paper}>
      <Box flexDirection="column" width={columns} height={rows}>
        <Lines lines={head} width={columns} />
        <Box flexDirection="column" flexGrow={1} flexShrink={1} overflow="hidden">
          <BodyRows body={body} columns={columns} />
        </Box>
        <Rows rows={panel} columns={columns} />
        <Lines lines={foot} width={columns} />
      </Box>
    </PaperContext>
  );
}

function BodyRows({ body, columns }: { body: Body; columns: number }): ReactElement {
  if (body.kind === 'rows') return <Rows rows={body.rows} columns={columns} />;
  const { side, sideWidth, below } = body;
  const width = side.length > 0 ? columns - sideWidth - 1 : columns;
  return (
    <Box flexDirection="row">
      <Box flexDirection="column" width={width} flexShrink={0}>
        <Table columns={body.columns} rows={body.rows} width={width} />
        <Line line={below} width={width} />
      </Box>
      <Box flexDirection="column" marginLeft={1}>
        <Lines lines={side} width={sideWidth} at={width + 1} />
      </Box>
    </Box>
  );
}

function Rows({ rows, columns }: { rows: readonly Row[]; columns: number }): ReactElement {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {rows.map((row, place) =>
        'unbroken' in row ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
          <UnbrokenLine key={place} text={row.unbroken} width={columns} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
          <Line key={place} line={row.line} width={columns} inverse={row.selected ?? false} />
        ),
      )}
    </Box>
  );
}

function Lines({
  lines,
  width,
  at = 0,
}: {
  lines: readonly LineText[];
  width: number;
  at?: number;
}): ReactElement {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place
        <Line key={place} line={line} width={width} at={at} />
      ))}
    </Box>
  );
}
