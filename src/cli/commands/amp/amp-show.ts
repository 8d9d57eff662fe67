import { alignColumns } from '../../../base/text/align-columns.ts';
import { success } from '../../../contract/outcome.ts';
import { type AmpView, ampWords, showAmp } from '../../../operations/amp/show-amp.ts';
import type { Command } from '../../command.ts';
import { runOn } from '../run.ts';

export const ampShow: Command = {
  usage: '',
  about:
    'Shows which Amp upstream key each client key uses, and why: a mapping, the default, AMP_API_KEY of the server, or none. Marks mappings of unknown client keys and repeated ones. Keys are masked.',
  words: [0, 0],
  examples: [
    ['cli-proxy amp show', 'client keys, then the mappings'],
    ['cli-proxy amp show --json', 'for scripts'],
  ],
  async run(call) {
    const shown = await runOn(call, 'read', showAmp, {});
    if (!shown.ok) return shown;
    const { view, absent } = shown.value.result;
    return success({
      stdout: absent === undefined ? page(view) : '',
      stderr: shown.value.message,
      json: { ...asJson(view), absent: absent ?? null },
    });
  },
};

function page(view: AmpView): string {
  const { defaultKey, environmentKey, environmentKnown } = view;
  const spare = environmentKnown ? (environmentKey?.mask ?? 'none') : 'not known';
  const head = alignColumns([
    ['upstream url', view.upstreamUrl ?? '–'],
    ['default key', defaultKey?.mask ?? 'none'],
    ['AMP_API_KEY of the server', spare],
    ['Amp routes', view.localOnly ? 'for clients on the server’s machine only' : 'for all clients'],
  ]);
  const clients = view.clients.map((client) => [
    client.label ?? '–',
    client.mask,
    ampWords(client, view.upstreamUrl !== undefined),
  ]);
  const mappings = view.mappings.flatMap(({ upstream, clients: named, repeated }) => {
    const rows = named.map((client) => [
      client.label ?? client.mask,
      client.known
        ? client.repeated
          ? 'repeated: an earlier mapping applies'
          : ''
        : 'unknown client key: no effect',
    ]);
    const first = `${upstream.mask} ${upstream.fingerprint}${repeated ? ' (repeated upstream key)' : ''}`;
    const all = rows.length === 0 ? [['no client keys', '']] : rows;
    return all.map(([name = '', note = ''], index) => [index === 0 ? first : '', name, note]);
  });
  return [
    ...head,
    '',
    ...alignColumns([['CLIENT KEY', 'KEY', 'UPSTREAM KEY AND WHY'], ...clients]),
    ...(mappings.length === 0 ? [] : ['', ...alignColumns([['MAPPING OF', 'CLIENT KEYS', ''], ...mappings])]),
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function asJson(view: AmpView): Readonly<Record<string, unknown>> {
  const { upstreamUrl, defaultKey, environmentKey, environmentKnown, localOnly, modelMappings } = view;
  const { clients, mappings } = view;
  return {
    upstreamUrl: upstreamUrl ?? null,
    defaultKey: defaultKey ?? null,
    environmentKey: environmentKey ?? null,
    ...{ environmentKnown, localOnly, modelMappings },
    clients: clients.map((client) => ({
      ...client,
      label: client.label ?? null,
      upstream: client.upstream ?? null,
    })),
    mappings: mappings.map((mapping) => ({
      ...mapping,
      clients: mapping.clients.map((client) => ({ ...client, label: client.label ?? null })),
    })),
  };
}
