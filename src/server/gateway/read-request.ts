import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { JsonMembers } from '../../base/json-members.ts';
import type { ByteEdit } from '../../base/splice-body.ts';
import { spliceBody } from '../../base/splice-body.ts';

/** Up to here a body is kept, so that it can be sent again. */
const keptBytes = 8 * 1024 * 1024;
/** The largest body that is taken at all. */
export const largestBody = 32 * 1024 * 1024;

export interface RequestBody {
  readonly members: JsonMembers;
  /** Whether `send` may be called again. */
  readonly again: boolean;
  /** It goes on in the encoding that it came in. */
  readonly encoded?: boolean;
  /** What goes upstream, with places changed. `length` undefined: it is not known. */
  send(edits: readonly ByteEdit[]): { body: Buffer | Readable; length: number | undefined };
}

export type BodyProblem = 'too-large' | 'aborted' | 'encoding';

const decoders: Readonly<Record<string, (body: Buffer, options: object) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
};

/** Reads as much as is needed: all of a body of usual size, of a larger one only until its `model` is known. */
export function readRequest(
  request: IncomingMessage,
  wanted: ReadonlySet<string>,
): Promise<RequestBody | BodyProblem> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > largestBody) return Promise.resolve('too-large');
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== 'identity') return decodedBody(request, wanted, encoding);
  const members = new JsonMembers(wanted);
  return readChunks(
    request,
    (chunk, size) => {
      members.push(chunk);
      return size > keptBytes && members.last('model')?.text !== undefined;
    },
    ({ bytes, complete }) => (complete ? wholeBody(bytes, members) : largeBody(request, bytes, members)),
  );
}

function wholeBody(bytes: Buffer, members: JsonMembers): RequestBody {
  return {
    members,
    again: true,
    send(edits) {
      const body = edits.length === 0 ? bytes : spliceBody(bytes, edits);
      return { body, length: body.length };
    },
  };
}

async function decodedBody(
  request: IncomingMessage,
  wanted: ReadonlySet<string>,
  encoding: string,
): Promise<RequestBody | BodyProblem> {
  const decode = decoders[encoding];
  if (!decode) return 'encoding';
  const read = await readChunks(
    request,
    () => false,
    ({ bytes }) => bytes,
  );
  if (typeof read === 'string') return read;
  try {
    const bytes = await decode(read, { maxOutputLength: largestBody });
    const members = new JsonMembers(wanted);
    members.push(bytes);
    return wholeBody(bytes, members);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'encoding';
  }
}

/**
 * @param enough asked after each piece; true: the rest is left in the request
 * @param made of what was read, without a promise of its own: this runs for every request
 */
function readChunks<Made>(
  request: IncomingMessage,
  enough: (chunk: Buffer, size: number) => boolean,
  made: (read: { bytes: Buffer; complete: boolean }) => Made,
): Promise<Made | 'too-large' | 'aborted'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended = false;
    const end = (how: 'too-large' | 'aborted' | boolean): void => {
      if (ended) return;
      ended = true;
      // After its end nothing more comes, and taking listeners off costs more than a body of usual size.
      if (how !== true) request.off('data', onData).off('end', onEnd).off('close', onClose);
      const [only = Buffer.alloc(0)] = chunks;
      if (typeof how === 'string') resolve(how);
      else resolve(made({ bytes: chunks.length < 2 ? only : Buffer.concat(chunks, size), complete: how }));
    };
    const onData = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > largestBody) end('too-large');
      else if (enough(chunk, size)) {
        request.pause();
        end(false);
      }
    };
    const onEnd = (): void => end(true);
    const onClose = (): void => end('aborted');
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** The part that was read and then the rest as it comes; a second `model` in the rest would not be the one that was judged. */
function largeBody(request: IncomingMessage, head: Buffer, members: JsonMembers): RequestBody {
  const announced = request.headers['content-length'];
  return {
    members,
    again: false,
    send(edits) {
      const start = edits.length === 0 ? head : spliceBody(head, edits);
      const length = announced === undefined ? undefined : Number(announced) + start.length - head.length;
      return { body: Readable.from(rest(start), { objectMode: false }), length };
    },
  };
  async function* rest(start: Buffer): AsyncGenerator<Buffer> {
    yield start;
    const judged = members.found.length;
    let size = head.length;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      members.push(chunk);
      const again = members.found.slice(judged).some(({ name }) => name === 'model');
      if (again || size > largestBody) throw new Error('the rest of the body is not what its start said');
      yield chunk;
    }
  }
}
