const largestWindow = 32 * 1024 * 1024;
/** The decoder may move this many bytes: it moves its window with every block, so tiny blocks could take hours. */
const maxMoved = 4 * 1024 ** 3;

/** Node 20 knows no zstd. Rejects with ERR_BUFFER_TOO_LARGE, as zlib does, if the result would be larger than `most`. */
export async function unzstd(body: Buffer, most: number): Promise<Buffer> {
  checkFrames(body, most);
  const { Decompress } = await import('fzstd');
  const pieces: Uint8Array[] = [];
  let size = 0;
  new Decompress((piece) => {
    size += piece.length;
    if (size > most) throw tooLarge();
    pieces.push(piece);
  }).push(body, true);
  return Buffer.concat(pieces, size);
}

/** Reads the headers of frames and blocks (RFC 8878) before any memory is allocated for them. */
function checkFrames(body: Buffer, most: number): void {
  let moved = 0;
  let at = 0;
  while (at < body.length) {
    const magic = body.readUInt32LE(at);
    if (magic >>> 4 === 0x184d2a5) {
      at += 8 + body.readUInt32LE(at + 4);
      continue;
    }
    if (magic !== 0xfd2fb528) throw new Error('no zstd frame');
    const { length, window, checksum } = frameHead(body, at);
    if (window > Math.min(largestWindow, most)) throw tooLarge();
    at += length;
    for (let last = false; !last; ) {
      const head = body.readUIntLE(at, 3);
      last = (head & 1) === 1;
      const repeated = ((head >> 1) & 3) === 1;
      at += 3 + (repeated ? 1 : head >> 3);
      moved += window;
      if (moved > maxMoved) throw tooLarge();
    }
    at += checksum ? 4 : 0;
  }
}

function frameHead(body: Buffer, at: number): { length: number; window: number; checksum: boolean } {
  const flags = body.readUInt8(at + 4);
  const single = (flags & 0x20) !== 0;
  const sizeBytes = flags >> 6 === 0 ? Number(single) : 1 << (flags >> 6);
  const before = (single ? 5 : 6) + ([0, 1, 2, 4][flags & 3] ?? 0);
  const descriptor = body.readUInt8(at + 5);
  const base = 2 ** (10 + (descriptor >> 3));
  const window = single ? contentSize(body, at + before, sizeBytes) : base + (base / 8) * (descriptor & 7);
  return { length: before + sizeBytes, window, checksum: (flags & 4) !== 0 };
}

function contentSize(body: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(body.readBigUInt64LE(at));
  return body.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}

const tooLarge = (): Error =>
  Object.assign(new Error('it would be too large'), { code: 'ERR_BUFFER_TOO_LARGE' });
