import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codecs } from '../../../../src/server/gateway/codecs/index.ts';
import type { Fields, Message } from '../../../../src/server/gateway/codecs/neutral.ts';

type Route = keyof typeof codecs;

/** What an agent sent after its shell tool had run, with the route it asked, and what no other provider has. */
const agents: readonly (readonly [
  name: string,
  route: Route,
  lost: Partial<Record<Route | 'any', string>>,
])[] = [
  ['claude-code', 'messages', { any: 'context_management', gemini: 'user' }],
  ['codex-cli', 'responses', { any: 'client_metadata', chat: 'web_search' }],
  ['gemini-cli', 'gemini', { chat: 'top_k', responses: 'top_k' }],
  ['opencode', 'chat', {}],
];
const pairs = agents.flatMap(([name, from, lost]) =>
  (Object.keys(codecs) as Route[]).filter((to) => to !== from).map((to) => [name, to, from, lost] as const),
);

const requestOf = (name: string): Fields =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/agents/${name}.json`, import.meta.url), 'utf8'));

/** What was said, called and answered, in its order; protocols differ in how they cut it into messages. */
const turns = (messages: readonly Message[]) =>
  messages.flatMap(({ role, parts }) =>
    parts.flatMap((part) => {
      if (part.type === 'text') return [`${role}: ${part.text}`];
      if (part.type === 'call') return [`calls ${part.name}: ${part.input}`];
      return part.type === 'result' ? [`result: ${part.content.map((it) => 'text' in it && it.text)}`] : [];
    }),
  );

describe('a request of an agent', () => {
  test.each(pairs)(
    'of %s reaches %s with its instructions, tools, call and result',
    (name, to, from, lost) => {
      const said: string[] = [];
      const losses = {
        drop: (member: string) => void said.push(member),
        refuse: (sentence: string) => expect.unreachable(sentence),
      };
      const request = codecs[from].readRequest(requestOf(name), losses);
      const target = { model: 'the-model', origin: codecs[to].origin };
      const written = JSON.parse(JSON.stringify(codecs[to].writeRequest(request, target, losses)));
      expect(said).toEqual([lost.any, lost[to]].filter((one) => one !== undefined));
      const arrived = codecs[to].readRequest(written, { drop() {}, refuse() {} });
      // Responses have one text of instructions.
      const flat = (messages: readonly Message[]) =>
        turns(messages).flatMap((turn) =>
          turn
            .replace(/^system: /, '')
            .split('\n')
            .filter(Boolean),
        );
      expect(flat(arrived.messages)).toEqual(flat(request.messages));
      expect(turns(arrived.messages)).toContainEqual(expect.stringMatching(/^result: .*tool-ran/s));
      const toolsOf = (tools: typeof request.tools) => tools.map((tool) => [tool.name, tool.description]);
      expect(toolsOf(arrived.tools)).toEqual(toolsOf(request.tools));
      for (const [at, { schema }] of arrived.tools.entries())
        expect(schema).toMatchObject(request.tools[at]?.schema ?? {});
    },
  );
});
