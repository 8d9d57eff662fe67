import * as v from 'valibot';
import { parseJson } from '../../base/json/parse-json.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import type { ConfigValue } from '../../contract/config-edit.ts';
import { signInRecords } from '../../providers/accounts/sign-in-records.ts';
import { type Answer, json } from '../http/answer.ts';
import { type ConfigMapping, isMapping, isMappings, isTexts, mappingEdits } from './list-edits.ts';
import type { ManagementHandler, ManagementRequest } from './management-request.ts';
import { patternsOf } from './provider-lists.ts';
import { writeConfig } from './write-config.ts';

/** A setting that has a list for each kind of account, its channel (recorded models.json). */
interface ChannelMap {
  /** What a channel is called in bodies, queries and errors. */
  readonly channel: 'provider' | 'channel';
  /** The member of a PATCH that holds the list. */
  readonly list: string;
  /** A PATCH without a channel. */
  readonly noChannel: string;
  /** The list as it is written; undefined: it is none. */
  readonly normal: (value: unknown) => readonly ConfigValue[] | undefined;
  /** What of a list this server does not act on, in a sentence. */
  readonly remark?: (items: readonly ConfigValue[]) => string | undefined;
}

export const channelMaps = {
  'oauth-excluded-models': {
    channel: 'provider',
    list: 'models',
    noChannel: 'invalid body',
    normal: (value) => (isTexts(value) ? patternsOf(value) : undefined),
  },
  'oauth-model-alias': {
    channel: 'channel',
    list: 'aliases',
    noChannel: 'invalid channel',
    normal: (value) => (isMappings(value) ? value.filter(({ name, alias }) => name && alias) : undefined),
    remark(items) {
      const used = ['name', 'alias'];
      const fields = new Set(items.filter(isMapping).flatMap((item) => Object.keys(item)));
      const unused = [...fields].filter((field) => !used.includes(field));
      return unused.length === 0
        ? undefined
        : `The embedded server offers a model under its alias and its own name, and does not use: ${unused.join(', ')}.`;
    },
  },
  'oauth-request-scoped-errors': {
    channel: 'channel',
    list: 'rules',
    noChannel: 'invalid channel',
    normal: (value) => (isMappings(value) ? value : undefined),
    remark: () => 'The embedded server stores these rules and does not use them.',
  },
} as const satisfies Readonly<Record<string, ChannelMap>>;
export type ChannelMapName = keyof typeof channelMaps;

const mapOf = (name: ChannelMapName): ChannelMap => channelMaps[name];

/** null: no channel has a list. */
export const getChannelMap =
  (name: ChannelMapName): ManagementHandler =>
  async ({ activeConfig }) => {
    const lists = listsOf(activeConfig.state.config, name);
    return json(200, { [name]: Object.keys(lists).length === 0 ? null : lists });
  };

/** All channels, bare or under `items`. */
export const putChannelMap =
  (name: ChannelMapName): ManagementHandler =>
  async (call) => {
    const body = parseJson(call.body);
    const sent = isMapping(body) && isMapping(body.items) ? body.items : body;
    if (!isMapping(sent)) return invalidBody;
    const lists = Object.entries(sent).map(([channel, value]) => [
      channel.trim().toLowerCase(),
      mapOf(name).normal(value ?? []),
    ]);
    if (lists.some(([, list]) => list === undefined)) return invalidBody;
    return write(call, name, () => Object.fromEntries(lists));
  };

/** One channel; an empty list removes it. */
export const patchChannelMap =
  (name: ChannelMapName): ManagementHandler =>
  async (call) => {
    const { channel: word, list, noChannel, normal } = mapOf(name);
    const body = parseJson(call.body);
    if (!isMapping(body)) return invalidBody;
    const channel = channelIn(body[word]);
    if (channel === undefined) return json(400, { error: noChannel });
    const items = normal(body[list] ?? []);
    if (!items) return invalidBody;
    return write(call, name, (before) =>
      items.length === 0 && !(channel in before) ? notFound(word) : { ...before, [channel]: items },
    );
  };

/** `?provider=` or `?channel=`. */
export const deleteChannelMap =
  (name: ChannelMapName): ManagementHandler =>
  async (call) => {
    const word = mapOf(name).channel;
    const channel = channelIn(call.query.get(word));
    if (channel === undefined) return json(400, { error: `missing ${word}` });
    return write(call, name, (before) => (channel in before ? { ...before, [channel]: [] } : notFound(word)));
  };

const invalidBody = json(400, { error: 'invalid body' });
const notFound = (word: string): Answer => json(404, { error: `${word} not found` });

const channelIn = (value: unknown): string | undefined =>
  (typeof value === 'string' && value.trim().toLowerCase()) || undefined;

type Lists = Readonly<Record<string, readonly ConfigValue[]>>;

const listsOf = (config: Config, name: ChannelMapName): Lists =>
  Object.fromEntries(
    Object.entries((config as ConfigMapping)[name] ?? {}).filter(
      ([, list]) => Array.isArray(list) && list.length > 0,
    ),
  );

function write(
  call: ManagementRequest,
  name: ChannelMapName,
  change: (before: Lists) => Lists | Answer,
): Promise<Answer> {
  let remarks: string[] = [];
  return writeConfig(
    call,
    (config) => {
      const before = listsOf(config, name);
      const changed = change(before);
      if (isAnswer(changed)) return changed;
      const after = Object.fromEntries(Object.entries(changed).filter(([, list]) => list.length > 0));
      const { success } = v.safeParse(configSchema, { [name]: after });
      if (!success) return invalidBody;
      remarks = remarksOn(name, after, before);
      if (Object.keys(after).length > 0) return mappingEdits([name], before, after);
      return Object.keys(before).length === 0 ? [] : [{ op: 'unset', path: [name] }];
    },
    () => json(200, { status: 'ok', ...(remarks.length > 0 && { message: remarks.join(' ') }) }),
  );
}

const isAnswer = (value: Lists | Answer): value is Answer => typeof value.status === 'number';

/** Channels whose accounts this server uses. */
const served = new Set(signInRecords.map(({ file }) => file.type));

function remarksOn(name: ChannelMapName, after: Lists, before: Lists): string[] {
  const changed = Object.keys(after).filter((channel) => after[channel] !== before[channel]);
  const unknown = changed.filter((channel) => !served.has(channel));
  const remark = mapOf(name).remark?.(changed.flatMap((channel) => after[channel] ?? []));
  return [
    ...(unknown.length > 0 ? [`The embedded server knows no accounts of: ${unknown.join(', ')}.`] : []),
    ...(changed.length > 0 && remark !== undefined ? [remark] : []),
  ];
}
