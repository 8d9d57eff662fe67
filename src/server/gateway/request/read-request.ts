import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type ByteEdit, spliceBody } from '../../../base/json/edit-json.ts';
import { type JsonMember, JsonMembers } from '../../../base/json/json-members.ts';
import { parseJson } from '../../../base/json/parse-json.ts';
import { crowded, type Hold } from '../limits/in-flight.ts';
import { FormMembers, formBoundary } from './form-members.ts';
import type { ApiError } from './protocol-error.ts';
import { unzstd } from './unzstd.ts';

/** Bytes of a body that is kept in memory, so that it can be sent again. */
const keptBytes = 8 * 1024 * 1024;
/** Bytes of the largest body that is accepted. */
export const largestBody = 32 * 1024 * 1024;

type Members = Pick<JsonMembers, 'found' | 'overfull' | 'last' | 'push'>;

export interface RequestBody {
  readonly members: Members;
  /** Its members are fields of a form, and not of JSON. */
  readonly form?: boolean;
  /** Whether `send` may be called again. */
  readonly again: boolean;
  /** It is forwarded in its original encoding. */
  readonly encoded?: boolean;
  /** The value of a member as it was sent; absent: not needed for this body. */
  readonly text?: (member: JsonMember) => string;
  /** The body to send upstream, with edits. `length` undefined: it is not known. */
  send(edits: readonly ByteEdit[]): { body: Buffer | Readable; length: number | undefined };
}

type Decode = (
  body: Buffer,
  options: { maxOutputLength: number },
  done: (error: NodeJS.ErrnoException | null, bytes: Buffer) => void,
) => void;
/** A Map and not an object, as clients choose the names, which may be those of Object.prototype. */
const decoders = new Map<string, Decode>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['br', brotliDecompress],
  ['deflate', inflate],
  [
    'zstd',
    (body, { maxOutputLength }, done) =>
      void unzstd(body, maxOutputLength).then(
        (bytes) => done(null, bytes),
        (error) => done(error, body),
      ),
  ],
]);

/**
 * Reads all of a body of usual size, and a larger one only until its `model` is known.
 * @param takesForms whether `model` may be a field of a form with files
 * @param done called once; not a promise, as this runs for every request
 */
export function readRequest(
  request: IncomingMessage,
  wanted: ReadonlySet<string>,
  hold: Hold,
  done: Done,
  takesForms = false,
): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (announced > largestBody) done('too-large');
  else if (encoding === 'identity') {
    const boundary = takesForms ? formBoundary(request.headers['content-type']) : undefined;
    if (boundary === undefined) plainBody(request, wanted, new JsonMembers(wanted, maxMembers), hold, done);
    else plainBody(request, wanted, new FormMembers(boundary, wanted, maxMembers), hold, done);
  } else encodedBody(request, wanted, hold, decoders.get(encoding), done);
}

type Done = (body: RequestBody | BodyProblem) => void;

function plainBody(
  request: IncomingMessage,
  wanted: ReadonlySet<string>,
  members: Members,
  hold: Hold,
  done: Done,
): void {
  const enough = (chunk: Buffer, size: number): boolean => {
    members.push(chunk);
    return size > keptBytes && (!wanted.has('model') || members.last('model')?.text !== undefined);
  };
  readChunks(request, hold, enough, (read) => {
    if (typeof read === 'string') done(read);
    else if (members.overfull) done('repeated');
    else done(read.complete ? wholeBody(read.bytes, members) : largeBody(request, read.bytes, members));
  });
}

function wholeBody(bytes: Buffer, members: Members): RequestBody {
  return {
    members,
    form: members instanceof FormMembers,
    again: true,
    text: (member) => valueIn(bytes, member),
    send(edits) {
      const body = edits.length === 0 ? bytes : spliceBody(bytes, edits);
      return { body, length: body.length };
    },
  };
}

const valueIn = (bytes: Buffer, { valueStart, valueEnd }: JsonMember): string =>
  bytes.toString('utf8', valueStart, valueEnd);

function encodedBody(
  request: IncomingMessage,
  wanted: ReadonlySet<string>,
  hold: Hold,
  decode: Decode | undefined,
  done: Done,
): void {
  const all = (): boolean => false;
  if (!decode) done('encoding');
  else
    readChunks(request, hold, all, (read) => {
      if (typeof read === 'string') return done(read);
      decodeInTurn(decode, read.bytes, (error, bytes) => {
        if (error) return done(error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'encoding');
        hold.give(read.bytes.length);
        if (!hold.take(bytes.length)) return done('crowded');
        const members = new JsonMembers(wanted, maxMembers);
        members.push(bytes);
        done(members.overfull ? 'repeated' : wholeBody(bytes, members));
      });
    });
}

/** As many as there are threads for it, as the decoded size is known only afterwards. */
const maxDecoding = 4;
let decoding = 0;
const waiting: (() => void)[] = [];

function decodeInTurn(decode: Decode, bytes: Buffer, done: Parameters<Decode>[2]): void {
  if (decoding >= maxDecoding) return void waiting.push(() => decodeInTurn(decode, bytes, done));
  decoding += 1;
  decode(bytes, { maxOutputLength: largestBody }, (error, decoded) => {
    decoding -= 1;
    waiting.shift()?.();
    done(error, decoded);
  });
}

type ReadChunks =
  | { readonly bytes: Buffer; readonly complete: boolean }
  | 'too-large'
  | 'aborted'
  | 'crowded';

/** @param enough called after each chunk; true: the rest is left in the request */
function readChunks(
  request: IncomingMessage,
  hold: Hold,
  enough: (chunk: Buffer, size: number) => boolean,
  done: (read: ReadChunks) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  let ended = false;
  const end = (how: 'too-large' | 'aborted' | 'crowded' | boolean): void => {
    if (ended) return;
    ended = true;
    // After the end nothing follows, and removing listeners costs more than reading a body of usual size.
    if (how !== true) request.off('data', onData).off('end', onEnd).off('close', onClose);
    const [only = Buffer.alloc(0)] = chunks;
    if (typeof how === 'string') done(how);
    else done({ bytes: chunks.length < 2 ? only : Buffer.concat(chunks, size), complete: how });
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > largestBody) end('too-large');
    else if (!hold.take(chunk.length)) end('crowded');
    else if (enough(chunk, size)) {
      request.pause();
      end(false);
    }
  };
  const onEnd = (): void => end(true);
  const onClose = (): void => end('aborted');
  request.on('data', onData).on('end', onEnd).on('close', onClose);
}

/** Streams the part that was read, then the rest, in which a second `model` is refused, as only the first was checked. */
function largeBody(request: IncomingMessage, head: Buffer, members: Members): RequestBody {
  const announced = request.headers['content-length'];
  return {
    members,
    form: members instanceof FormMembers,
    again: false,
    text: (member) => valueIn(head, member),
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
      if (size > largestBody) throw new BrokenBody(bodyProblems['too-large']);
      if (members.overfull) throw new BrokenBody(bodyProblems.repeated);
      if (members.found.slice(judged).some(({ name }) => name === 'model')) throw new BrokenBody(secondModel);
      yield chunk;
    }
  }
}

/** Why a request has no body that can be forwarded. */
export type BodyProblem = 'too-large' | 'aborted' | 'encoding' | 'crowded' | 'repeated';

/** A body that turns out invalid while it is sent to a provider, which is not the provider's failure. */
export class BrokenBody extends Error {
  readonly reported: ApiError;

  constructor(reported: ApiError) {
    super(reported.message);
    this.reported = reported;
  }
}

/** At most this many occurrences of the wanted members: each change copies its chunk. */
export const maxMembers = 16;

export const bodyProblems: Readonly<Record<Exclude<BodyProblem, 'aborted'>, ApiError>> = {
  'too-large': {
    status: 413,
    message: 'The body of this request is larger than 32 MiB.',
    code: 'request_too_large',
  },
  encoding: {
    status: 415,
    message:
      'The content encoding of this request is not supported; send the body plain, or as gzip, br, deflate or zstd.',
  },
  crowded,
  repeated: {
    status: 400,
    message: `The body of this request repeats a field such as model more than ${maxMembers} times; send each once.`,
    param: 'model',
  },
};

const secondModel: ApiError = {
  status: 400,
  message: 'The body of this request names its model twice. Send it once.',
  param: 'model',
};

/** Why a body without a model cannot have one; undefined if it could. */
export function unreadable(body: RequestBody, headers: IncomingHttpHeaders): ApiError | undefined {
  const { body: bytes } = body.send([]);
  // The rest of a large body, which is streamed, is not known.
  if (!(bytes instanceof Buffer)) return undefined;
  const wrong = (what: string): ApiError => ({
    status: 400,
    type: 'invalid_request_error',
    code: 'invalid_body',
    message: `${what}; send a JSON object with "model" in it.`,
  });
  const text = bytes.toString('utf8').trim();
  if (text === '') return wrong('The request has no body');
  const form = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
  const value = parseJson(text.replace(/^\ufeff/, ''));
  if (value === undefined)
    return wrong(
      form.test(headers['content-type'] ?? '')
        ? 'The body is a form'
        : 'The body is not JSON, or is incomplete',
    );
  const object = typeof value === 'object' && value !== null && !Array.isArray(value);
  return object ? undefined : wrong('The body is JSON, but not an object');
}
