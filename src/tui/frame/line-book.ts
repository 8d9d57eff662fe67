/** What one slot shows: text with its escape sequences, and the columns it takes. */
export interface Entry {
  readonly text: string;
  readonly width: number;
  /** Longer than the screen is wide: the terminal itself wraps it over the rows below, so that it copies whole. */
  readonly flows?: boolean;
}

/**
 * Ink lays out one private-use character for each line of the screen; what stands in its place is kept here and
 * put in when a frame is painted. So a key press that changes only words costs Ink nothing: measured at 130×50,
 * 25 ms a key with all text inside Ink's layout, under 3 ms this way.
 */
export interface LineBook {
  take(): number;
  release(slot: number): void;
  write(slot: number, entry: Entry): void;
  /** Puts the lines into a frame of Ink's: one string a row; a row that flows from the one above is `null`. */
  fill(frame: string): (string | null)[];
}

const first = 0xe000;
const slots = 0x1900;

/** The character that Ink lays out for a slot. */
export const placeholderOf = (slot: number): string => String.fromCharCode(first + slot);

export function createLineBook(): LineBook {
  const entries = new Map<number, Entry>();
  const free: number[] = [];
  let next = 0;

  function fillRow(row: string): { text: string; flows: boolean } {
    let text = '';
    let flows = false;
    for (let at = 0; at < row.length; at += 1) {
      const slot = row.charCodeAt(at) - first;
      if (slot < 0 || slot >= slots) {
        text += row[at];
        continue;
      }
      const entry = entries.get(slot);
      if (!entry) continue;
      text += entry.text;
      flows ||= entry.flows ?? false;
      at += entry.width - 1;
    }
    return { text, flows };
  }

  return {
    take() {
      const slot = free.pop() ?? next++;
      if (slot >= slots) throw new Error('more lines than a screen can have');
      return slot;
    },
    release(slot) {
      entries.delete(slot);
      free.push(slot);
    },
    write: (slot, entry) => entries.set(slot, entry),
    fill(frame) {
      const rows: (string | null)[] = [];
      let flowing = false;
      for (const row of frame.split('\n')) {
        const { text, flows } = fillRow(row);
        rows.push(flowing && text.trim() === '' ? null : text);
        flowing = flows || (flowing && text.trim() === '');
      }
      return rows;
    },
  };
}
