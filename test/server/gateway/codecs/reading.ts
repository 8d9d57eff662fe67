import { joinEvents } from '../../../../src/server/gateway/codecs/join-events.ts';
import type { Asked, Codec, Fields, NeutralAnswer } from '../../../../src/server/gateway/codecs/neutral.ts';

export const none = { drop() {}, refuse() {} };

/** A client that asked for a stream, and does not look at what is lost. */
export const asked: Asked = {
  request: { messages: [], tools: [], stream: true, usageInStream: true },
  model: 'fake',
  now: 1_700_000_000_000,
  newId: () => 'made',
  losses: none,
};

/** The answer of a stream with these data. */
export const joined = ({ readStream }: Codec, stream: readonly unknown[], reading = asked): NeutralAnswer =>
  joinEvents(stream.map((data) => ({ data })).flatMap(readStream(reading)));

export const readAnswer = (codec: Codec, body: Fields, reading = asked): NeutralAnswer =>
  joined(codec, codec.streamOf(body), reading);
