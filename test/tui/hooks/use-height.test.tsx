import { Box, Text } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import { useHeight } from '../../../src/tui/hooks/use-height.ts';

function Measured({ rows }: { readonly rows: number }) {
  const [ref, height] = useHeight(1);
  return (
    <Box flexDirection="column">
      {rows > 0 && <Box ref={ref} height={rows} />}
      <Text>{`${height} rows`}</Text>
    </Box>
  );
}

test('the height of a box is forgotten with the box', () => {
  const { lastFrame, rerender, unmount } = render(<Measured rows={7} />);
  expect(lastFrame()).toContain('7 rows');
  rerender(<Measured rows={0} />);
  expect(lastFrame()).toContain('1 rows');
  unmount();
});
