import type { Codec } from '../neutral.ts';
import { readAnswer, writeAnswer } from './answer.ts';
import { readRequest } from './read-request.ts';
import { readStream, writeStream } from './stream.ts';
import { writeRequest } from './write-request.ts';

/** OpenAI's chat completions, as its reference has them and as compatible servers understand them. */
export const openaiChat: Codec = {
  origin: 'openai',
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
};
