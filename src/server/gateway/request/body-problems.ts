import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../../../base/json/parse-json.ts';
import { crowded } from '../limits/in-flight.ts';
import type { ApiError } from './protocol-error.ts';
import type { RequestBody } from './read-request.ts';

/** Why a request has no body that can be passed on. */
export type BodyProblem = 'too-large' | 'aborted' | 'encoding' | 'crowded' | 'repeated';

/** A body that turns out wrong while it is on its way to a provider, which cannot be blamed for it. */
export class BrokenBody extends Error {
  readonly told: ApiError;

  constructor(told: ApiError) {
    super(told.message);
    this.told = told;
  }
}

/** Of the members that are looked for: each that is changed costs a copy of its piece. */
export const mostMembers = 16;

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
    message: `The body of this request repeats a field such as model more than ${mostMembers} times; send each once.`,
    param: 'model',
  },
};

export const secondModel: ApiError = {
  status: 400,
  message: 'The body of this request names its model a second time; one of them is enough.',
  param: 'model',
};

/** Why no model was found in a body, when it is not one that could have had it; undefined: it is. */
export function unreadable(body: RequestBody, headers: IncomingHttpHeaders): ApiError | undefined {
  const { body: bytes } = body.send([]);
  // Of a large one, which is streamed, nothing more is known.
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
