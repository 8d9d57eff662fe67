import type { Connection } from './database.ts';

/** Words remembered at most; a program that makes up a new name for each request goes round. */
const capacity = 20_000;
/** What a client sends is kept up to here. */
const longest = 200;
const dayMs = 86_400_000;

/** Names as numbers and back; 0 is: not known. */
export interface Words {
  /** Inside a transaction that writes. */
  idOf(text: string | undefined): number;
  /** undefined: never seen, so no record has it. */
  find(text: string): number | undefined;
  textOf(id: number): string | undefined;
  /** The numbers of all words that have this in them, in lower case. */
  with(part: string): number[];
  /** After a transaction that was undone. */
  forget(): void;
}

export function openWords(database: Connection, now: () => number): Words {
  const lookUp = database.prepare('SELECT id FROM words WHERE text = ?').raw();
  const insert = database.prepare(
    'INSERT INTO words (text, seen) VALUES (?, ?) ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)',
  );
  const read = database.prepare('SELECT text FROM words WHERE id = ?').raw();
  const all = database.prepare('SELECT id, text FROM words').raw();
  let ids = new Map<string, { id: number; seen: number }>();
  const texts = new Map<number, string>();

  const find = (text: string): number | undefined => {
    const [row] = lookUp.all([text]) as number[][];
    return row?.[0];
  };

  return {
    idOf(full) {
      if (full === undefined || full === '') return 0;
      const text = full.slice(0, longest);
      const today = Math.floor(now() / dayMs);
      const known = ids.get(text);
      if (known?.seen === today) return known.id;
      if (ids.size >= capacity) ids = new Map([...ids].slice(capacity / 2));
      insert.run([text, today]);
      // Not the number known from yesterday: the word may have been swept away and be a new one now.
      const id = find(text) ?? 0;
      ids.set(text, { id, seen: today });
      return id;
    },
    find: (text) => ids.get(text)?.id ?? find(text.slice(0, longest)),
    textOf(id) {
      if (id === 0) return undefined;
      const known = texts.get(id);
      if (known !== undefined) return known;
      const [row] = read.all([id]) as string[][];
      const text = row?.[0];
      if (text === undefined) return undefined;
      if (texts.size >= capacity) texts.clear();
      texts.set(id, text);
      return text;
    },
    with: (part) =>
      (all.all([]) as [number, string][]).flatMap(([id, text]) =>
        text.toLowerCase().includes(part) ? [id] : [],
      ),
    forget() {
      ids.clear();
      texts.clear();
    },
  };
}
