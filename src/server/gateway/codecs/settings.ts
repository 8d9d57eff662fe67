import { filled, listOf, numberOf, snakeCase, textOf } from './json.ts';
import type { Fields, Losses, NeutralRequest } from './neutral.ts';

type Protocol = 'chat' | 'responses' | 'messages' | 'gemini';

/** Names of settings in each protocol. null: the codec has it in another place; no name: the protocol has none. */
const names = {
  maxTokens: {
    chat: 'max_completion_tokens',
    responses: 'max_output_tokens',
    messages: 'max_tokens',
    gemini: 'maxOutputTokens',
  },
  temperature: {
    chat: 'temperature',
    responses: 'temperature',
    messages: 'temperature',
    gemini: 'temperature',
  },
  topP: { chat: 'top_p', responses: 'top_p', messages: 'top_p', gemini: 'topP' },
  topK: { messages: 'top_k', gemini: 'topK' },
  seed: { chat: 'seed', gemini: 'seed' },
  presencePenalty: { chat: 'presence_penalty', gemini: 'presencePenalty' },
  frequencyPenalty: { chat: 'frequency_penalty', gemini: 'frequencyPenalty' },
  stop: { chat: 'stop', messages: 'stop_sequences', gemini: 'stopSequences' },
  verbosity: { chat: 'verbosity', responses: null },
  user: { chat: 'user', responses: 'user', messages: null },
} satisfies Partial<Record<keyof NeutralRequest, Partial<Record<Protocol, string | null>>>>;
type Setting = keyof typeof names;
type Settings = Pick<NeutralRequest, Setting>;

const readers: Readonly<Partial<Record<Setting, (value: unknown) => unknown>>> = {
  stop: (value) =>
    typeof value === 'string' ? [value] : filled(listOf(value).filter((it) => typeof it === 'string')),
  verbosity: textOf,
  user: textOf,
};

/** The settings of a protocol, by the names that it has for them. */
export function settingsOf(protocol: Protocol) {
  const rows = (Object.keys(names) as Setting[]).map((setting) => {
    const all: Partial<Record<Protocol, string | null>> = names[setting];
    return { setting, wire: all[protocol], read: readers[setting] ?? numberOf };
  });
  return {
    names: rows.flatMap(({ wire }) => wire ?? []),

    /** @param member how a member is found, where its name is not all */
    read(body: Fields, member = (fields: Fields, name: string): unknown => fields[name]): Settings {
      const found: Partial<Record<Setting, unknown>> = {};
      for (const { setting, wire, read } of rows) if (wire) found[setting] = read(member(body, wire));
      return found as Settings;
    },

    /** Reports those that the protocol has not. */
    write(request: Settings, losses: Losses): Fields {
      const written: Record<string, unknown> = {};
      for (const { setting, wire } of rows) {
        if (request[setting] === undefined) continue;
        if (wire) written[wire] = request[setting];
        else if (wire === undefined) losses.drop(snakeCase(setting));
      }
      return written;
    },
  };
}
