/** What one slot shows: text with its escape sequences, and the columns it takes. */
export interface Entry {
  readonly text: string;
  readonly width: number;
  /** Rows below that the terminal itself wraps it over, as it is longer than the screen is wide: it copies whole. */
  readonly flows?: number;
}

/**
 * Ink lays out one private-use character for each line of the screen; what stands in its place is kept here and
 * put in when a frame is painted. So a key press that changes only words costs Ink nothing: at 130×50, 25 ms a
 * key with the words inside Ink's layout, 2 ms this way (docs/performance.md).
 */
export interface LineBook {
  write(slot: number, entry: Entry): void;
  /** Puts the lines into a frame of Ink's: one string a row; a row that flows from the one above is `null`. */
  fill(frame: string): (string | null)[];
}

const first = 0xe000;
const slots = 0x1900;

/** The character that Ink lays out for a slot. Words never go through Ink, so no label can be taken for one. */
export const placeholderOf = (slot: number): string => String.fromCharCode(first + slot);

export function createLineBook(): LineBook {
  const entries = new Map<number, Entry>();

  function fillRow(row: string): { text: string; flows: number } {
    let text = '';
    let flows = 0;
    for (let at = 0; at < row.length; at += 1) {
      const slot = row.charCodeAt(at) - first;
      const entry = slot >= 0 && slot < slots ? entries.get(slot) : undefined;
      if (!entry) {
        text += row[at];
        continue;
      }
      text += entry.text;
      flows = Math.max(flows, entry.flows ?? 0);
      // An empty text has its character, too.
      at += Math.max(0, entry.width - 1);
    }
    return { text, flows };
  }

  return {
    write: (slot, entry) => entries.set(slot, entry),
    fill(frame) {
      const rows: (string | null)[] = [];
      let flowing = 0;
      for (const row of frame.split('\n')) {
        const { text, flows } = fillRow(row);
        // Blanks at the end are erased, not written: fewer bytes, and none in a selection.
        rows.push(flowing > 0 ? null : text.replace(/ +$/, ''));
        flowing = flowing > 0 ? flowing - 1 : flows;
      }
      return rows;
    },
  };
}
