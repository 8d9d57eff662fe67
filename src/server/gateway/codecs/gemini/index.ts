import type { Codec } from '../neutral.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { readRequest } from './read-request.ts';
import { readStream, writeStream } from './stream.ts';
import { writeRequest } from './write-request.ts';

/** Google's generateContent. */
export const gemini: Codec = {
  origin: 'gemini',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
};
