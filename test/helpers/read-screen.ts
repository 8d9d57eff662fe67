/** The row with the cursor; undefined: none is selected. */
export function selectedRow(screen: string): string | undefined {
  return screen.split('\n').find((line) => line.includes('▸'));
}

/** The rows of the table that name this label. */
export function rowsOf(screen: string, label: string): string[] {
  const word = new RegExp(`(^|\\s)${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\s|$)`);
  return screen.split('\n').filter((line) => word.test(line));
}

export const isSelected = (label: string) => (screen: string) =>
  rowsOf(selectedRow(screen) ?? '', label).length > 0;

/** A new key, whole and unbroken, as it stands on the screen once. */
export function shownKey(screen: string): string {
  const key = /\b[0-9a-f]{64}\b/.exec(screen)?.[0];
  if (!key) throw new Error(`there is no whole key on the screen:\n${screen}`);
  return key;
}
