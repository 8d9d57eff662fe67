import { filled, listOf, numberOf, snakeCase, textOf } from './json.ts';
import type { Fields, Losses, NeutralRequest } from './neutral.ts';

const protocols = ['chat', 'responses', 'messages', 'gemini'] as const;

/** Names in each of the protocols. null: the codec has it in another place; undefined: the protocol has none. */
const names = {
  maxTokens: ['max_completion_tokens', 'max_output_tokens', 'max_tokens', 'maxOutputTokens'],
  temperature: ['temperature', 'temperature', 'temperature', 'temperature'],
  topP: ['top_p', 'top_p', 'top_p', 'topP'],
  topK: [undefined, undefined, 'top_k', 'topK'],
  seed: ['seed', undefined, undefined, 'seed'],
  presencePenalty: ['presence_penalty', undefined, undefined, 'presencePenalty'],
  frequencyPenalty: ['frequency_penalty', undefined, undefined, 'frequencyPenalty'],
  stop: ['stop', undefined, 'stop_sequences', 'stopSequences'],
  verbosity: ['verbosity', null],
  user: ['user', 'user', null],
} satisfies Partial<Record<keyof NeutralRequest, readonly (string | null | undefined)[]>>;
type Setting = keyof typeof names;
type Settings = Pick<NeutralRequest, Setting>;

const readers: Readonly<Partial<Record<Setting, (value: unknown) => unknown>>> = {
  stop: (value) =>
    typeof value === 'string' ? [value] : filled(listOf(value).filter((it) => typeof it === 'string')),
  verbosity: textOf,
  user: textOf,
};

/** The settings of a protocol, by the names that it has for them. */
export function settingsOf(protocol: (typeof protocols)[number]) {
  const rows = (Object.keys(names) as Setting[]).map((setting) => {
    const wire: string | null | undefined = names[setting][protocols.indexOf(protocol)];
    return { setting, wire, read: readers[setting] ?? numberOf };
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
