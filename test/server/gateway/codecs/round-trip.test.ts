import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codecs } from '../../../../src/server/gateway/codecs/index.ts';
import { eventsOf, joinEvents } from '../../../../src/server/gateway/codecs/join-events.ts';
import type {
  CallPart,
  Message,
  NeutralAnswer,
  NeutralRequest,
  Part,
} from '../../../../src/server/gateway/codecs/neutral.ts';
import { asked, none, readAnswer } from './reading.ts';

const seed = 20261129;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((it) => it.trim() !== '');
const name = fc.stringMatching(/^[a-z][a-z_]{0,11}$/);
const object = fc.dictionary(name, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 3 });
const callOf = (index: number) =>
  fc.record({ name, input: object }).map(
    (it): CallPart => ({
      type: 'call',
      id: `call_${index}`,
      name: it.name,
      input: JSON.stringify(it.input),
    }),
  );
const calls = fc
  .integer({ min: 0, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => callOf(at))));

/** What every protocol can say: thinking, then text, then calls. */
const answers = fc
  .record({
    thinking: fc.option(text),
    said: fc.option(text),
    calls,
    input: fc.nat(9999),
    output: fc.nat(9999),
    long: fc.boolean(),
  })
  .map((it): NeutralAnswer => {
    const parts: Part[] = [
      ...(it.thinking === null ? [] : [{ type: 'thinking', text: it.thinking } as const]),
      ...(it.said === null ? [] : [{ type: 'text', text: it.said } as const]),
      ...it.calls,
    ];
    const stop = it.long ? 'length' : it.calls.length > 0 ? 'calls' : 'end';
    return { id: 'fake-1', model: 'fake', parts, stop, usage: { input: it.input, output: it.output } };
  });

/** What is compared: every protocol has names of its own for the rest. */
const told = ({ parts, stop, usage }: NeutralAnswer) =>
  plain({ parts, stop, input: usage.input, output: usage.output });

describe.each(Object.entries(codecs))('%s', (_, codec) => {
  test('an answer comes back as it was written', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const body = plain(codec.writeAnswer(answer, asked));
        expect(told(readAnswer(codec, body))).toEqual(told(answer));
      }),
      { seed, numRuns: 200 },
    );
  });

  test('a stream of an answer joins to the answer, and has its end mark', () => {
    fc.assert(
      fc.property(answers, (answer) => {
        const writer = codec.writeStream(asked);
        const frames = [...eventsOf(answer).flatMap((event) => writer.write(event)), ...writer.end()];
        const events = plain(frames).flatMap(codec.readStream(asked));
        expect(told(joinEvents(events))).toEqual(told(answer));
        const last = JSON.stringify(frames.at(-1)?.data);
        expect(last).toMatch(
          /^"\[DONE\]"$|"type":"(response.(completed|incomplete)|message_stop)"|"finishReason"/,
        );
        const numbers = frames.map(({ data }) => (data as { sequence_number?: number }).sequence_number);
        if (numbers[0] !== undefined) expect(numbers).toEqual([...numbers.keys()]);
      }),
      { seed, numRuns: 200 },
    );
  });

  const history = fc
    .array(
      fc.record({ asks: text, said: text, calls, results: fc.array(text, { minLength: 3, maxLength: 3 }) }),
      { minLength: 1, maxLength: 3 },
    )
    .map((turns) => {
      let next = 0;
      return turns.flatMap((turn): Message[] => {
        const own = turn.calls.map((call) => ({ ...call, id: `call_${next++}` }));
        const results = own.map(
          ({ id }, at): Part => ({
            type: 'result',
            id,
            content: [{ type: 'text', text: `= ${turn.results[at]}` }],
          }),
        );
        return [
          { role: 'user', parts: [{ type: 'text', text: turn.asks }] },
          { role: 'assistant', parts: [{ type: 'text', text: turn.said }, ...own] },
          ...(results.length > 0 ? [{ role: 'user', parts: results } as const] : []),
          ...(results.length > 0
            ? [{ role: 'assistant', parts: [{ type: 'text', text: turn.said }] } as const]
            : []),
        ];
      });
    });

  test('a conversation with calls and results comes back as it was written', () => {
    fc.assert(
      fc.property(history, text, object, (messages, system, properties) => {
        const request: NeutralRequest = {
          messages: [{ role: 'system', parts: [{ type: 'text', text: system }] }, ...messages],
          tools: [{ name: 'look', description: 'Looks', schema: { type: 'object', properties } }],
          toolChoice: { type: 'named', name: 'look' },
          maxTokens: 500,
          stream: false,
        };
        const target = { model: 'fake', origin: codec.origin };
        const read = codec.readRequest(plain(codec.writeRequest(request, target, none)), none);
        expect(inTurns(read.messages)).toEqual(inTurns(request.messages));
        expect(plain(read.tools)).toMatchObject(request.tools);
        expect([read.toolChoice, read.maxTokens]).toEqual([request.toolChoice, 500]);
      }),
      { seed, numRuns: 200 },
    );
  });
});

test('a stream of Responses loses nothing that comes only with the end of an item', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const writer = codecs.responses.writeStream(asked);
      const frames = [...eventsOf(answer).flatMap((event) => writer.write(event)), ...writer.end()];
      const whole = frames.filter(({ event }) => !event?.endsWith('.delta'));
      const events = plain(whole).flatMap(codecs.responses.readStream(asked));
      expect(told(joinEvents(events))).toEqual(told(answer));
    }),
    { seed, numRuns: 200 },
  );
});

/** Protocols differ in how they cut a conversation into messages, not in the order of its parts. */
function inTurns(messages: readonly Message[]): unknown {
  return plain(messages.flatMap(({ role, parts }) => parts.map((part) => ({ role, ...part }))));
}
