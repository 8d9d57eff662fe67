import type { Column, PackColumn } from './pack-columns.ts';

export type Piece = readonly [PackColumn, Column][];

const mostBytes = 32 * 2 ** 20;
const idleMs = 3_000;

export interface PieceCache {
  get(name: string): Piece | undefined;
  add(name: string, piece: Piece, bytes: number): void;
}

/**
 * Pieces of packs that were read in the last seconds: a screen asks several questions of the same requests, one after
 * the other and again while requests come. What does not fit is read anew each time.
 */
export function createPieceCache(): PieceCache {
  const pieces = new Map<string, Piece>();
  let bytes = 0;
  let used = 0;
  let timer: NodeJS.Timeout | undefined;

  const later = (ms: number): void => {
    timer = setTimeout(() => {
      const idle = performance.now() - used;
      if (idle < idleMs) return later(idleMs - idle);
      pieces.clear();
      bytes = 0;
      timer = undefined;
    }, ms).unref();
  };

  return {
    get(name) {
      used = performance.now();
      return pieces.get(name);
    },
    add(name, piece, size) {
      if (bytes + size > mostBytes) return;
      pieces.set(name, piece);
      bytes += size;
      if (!timer) later(idleMs);
    },
  };
}
