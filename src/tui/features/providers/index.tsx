import type { ReactElement } from 'react';
import { commas } from '../../../base/text/commas.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { environmentKeys } from '../../../operations/index.ts';
import { fieldText } from '../../../providers/fields/field-text.ts';
import { fieldValues } from '../../../providers/fields/field-values.ts';
import { type KeyField, notServedSentence } from '../../../providers/fields/key-settings.ts';
import { nameOfProviderKey, shownUrl } from '../../../providers/name-provider-key.ts';
import { providerEntriesOf } from '../../../providers/provider-keys.ts';
import type { ProviderStatesView } from '../../../store/state.ts';
import { isReachable } from '../../act.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { ListScreen } from '../../components/list-screen.tsx';
import { useAtWithoutTraffic, useFrameTime, useServerWithoutTraffic, useUi } from '../../context.tsx';
import { unknown, wholeNumber } from '../../numbers.ts';
import type { Feature, Watch } from '../feature.ts';
import { hoursRow, instantText, lastErrorRows, usageRows, watchRequests } from '../item-details.tsx';
import { requestsIn } from '../usage/figures.ts';
import { providerActs } from './acts.tsx';
import {
  hintOf,
  providerColumns,
  providerKeyList,
  providerTexts,
  recordedAs,
  type StatedProviderKey,
  settingsOf,
  statedKeys,
  stateOf,
  stateWord,
} from './rows.ts';
import { words } from './words.ts';

interface ProviderDetailsProps {
  readonly of: StatedProviderKey;
  readonly all: readonly StatedProviderKey[];
  /** Columns of the text. */
  readonly width: number;
}

/** All details of a provider key: state and figures first, then its settings; secrets are masked. */
function ProviderDetails({ of: key, all, width }: ProviderDetailsProps): ReactElement {
  const { server, providerStates, hasUsage } = useServerWithoutTraffic();
  const usage = useUi((ui) => (ui.itemUsage?.id === key.id ? ui.itemUsage : undefined));
  const time = useFrameTime();
  const { detail, form } = words();
  const settings = settingsOf(key.provider);
  const same = all.filter(({ list }) => list === key.list);
  const entry = server && providerEntriesOf(server.config).find(({ row: { id } }) => id === key.id);
  const values = settings && entry?.item ? fieldValues(settings, entry) : undefined;
  // A request belongs to the key that answered last: attempts before another one answered are in no figure.
  const tried = (key.state?.callsToday ?? key.state?.calls ?? 0) > 0;
  const hours = usage?.figures?.totals.requests ? requestsIn(usage.figures) : undefined;
  const fields = (values && settings?.fields) ?? [];
  const list = key.variable === undefined ? key.list : detail.variable(key.variable);
  return (
    <Details
      width={width}
      rows={[
        { label: detail.state, value: stateOf(key, time) },
        { label: '', value: key.keptOnly && settings ? notServedSentence(settings) : undefined },
        { label: '', value: key.duplicate ? { text: detail.duplicate, role: 'warning' } : undefined },
        ...healthRows(key, providerStates, time),
        'blank',
        { label: detail.key, value: providerTexts(key).mask },
        { label: detail.fingerprint, value: key.fingerprint },
        { label: detail.list, value: list },
        { label: detail.order, value: detail.place(same.indexOf(key) + 1, same.length) },
        { label: '', value: key.keysOfEntry > 1 ? detail.entry(key.keysOfEntry) : undefined },
        ...fields.map((field) => ({
          label: form.fieldTitle(field.name, field.title),
          value: shownValue(field, values?.[field.name]),
        })),
        hours && 'blank',
        hoursRow(hours, time.now),
        ...(hasUsage ? usageRows(usage, width, tried ? detail.noneEnded : undefined) : []),
      ]}
    />
  );
}

/** Attempts, the last use, the last error, the cooldown; times absolute and relative. */
function healthRows(
  { state }: StatedProviderKey,
  states: ProviderStatesView | undefined,
  time: FrameTime,
): readonly Detail[] {
  const { detail, list } = words();
  const { problem, loadedAt } = states ?? {};
  const stale =
    problem === undefined || loadedAt === undefined ? problem : list.stale(ago(time, loadedAt), problem);
  const staleRow: Detail = { label: '', value: stale && { text: stale, role: 'warning' } };
  if (!state) return [staleRow, { label: detail.attempts, value: states ? detail.notReported : '…' }];
  const { lastUsedAt, lastUsedWithin, lastError, coolingUntil = 0, coolingModels = [] } = state;
  const isCooling = coolingUntil > time.now;
  const until = detail.until(formatInstant(coolingUntil, time.now), left(time, coolingUntil));
  const within = lastUsedWithin === undefined ? '' : ` ${detail.within(Math.round(lastUsedWithin / 60_000))}`;
  return [
    staleRow,
    { label: detail.cooldown, value: isCooling ? until : undefined },
    ...(isCooling ? coolingModels.map((model) => ({ label: '', value: model })) : []),
    ...attemptRows(state, time.now),
    { label: detail.lastUsed, value: lastUsedAt !== undefined && instantText(lastUsedAt, time) + within },
    ...lastErrorRows(detail.lastError, lastError, time),
  ];
}

function attemptRows(state: NonNullable<StatedProviderKey['state']>, now: number): readonly Detail[] {
  const { detail } = words();
  const { calls, errors, callsToday, errorsToday, countedSince } = state;
  const failed = (count: number | undefined) =>
    count === undefined ? detail.noErrors : detail.errors(wholeNumber(count), count === 1);
  const texts: string[] = [];
  if (callsToday !== undefined) texts.push(detail.today(wholeNumber(callsToday), failed(errorsToday)));
  if (calls !== undefined) {
    const figures = [wholeNumber(calls), failed(errors)] as const;
    const since = countedSince && formatInstant(countedSince, now);
    texts.push(since ? detail.since(...figures, since) : detail.sinceStart(...figures));
  }
  if (texts.length === 0) texts.push(detail.notReported);
  return texts.map((value, place) => ({ label: place === 0 ? detail.attempts : '', value }));
}

/** undefined if shown above or not set. */
function shownValue(field: KeyField, value: ConfigValue | undefined): string | undefined {
  if (field.type === 'secret' || field.name === 'name') return undefined;
  if (value === undefined) {
    // Switches that are off and default numbers are not listed.
    if (field.default === undefined || field.type === 'flag' || field.type === 'whole') return undefined;
    return words().detail.default(fieldText(field, field.default));
  }
  // A header may be a credential.
  if (field.type === 'headers')
    return Object.keys(value as object)
      .map((name) => `${name}: ••••`)
      .join(commas().items);
  const text = fieldText(field, value);
  return field.type === 'url' ? shownUrl(text) : text;
}

const isDisabled = ({ disabled }: StatedProviderKey) => disabled;
const shortOf = (row: StatedProviderKey): string => {
  const { shortKind, name, mask } = providerTexts(row);
  return name === unknown ? `${shortKind} ${mask}` : `${name} · ${mask}`;
};
const titleOf = (row: StatedProviderKey): string => {
  const { shortKind, name } = providerTexts(row);
  return name === unknown ? shortOf(row) : `${shortKind} ${shortOf(row)}`;
};

function ProvidersScreen(): ReactElement {
  const at = useAtWithoutTraffic();
  const time = useFrameTime();
  const items = providerKeyList(at);
  const { all } = items;
  const { list, screen } = words();
  const { server, readOnly, connection, providerStates } = at.console;
  const { loadedAt, problem } = providerStates ?? {};
  const isFresh = isReachable(connection) && problem === undefined;
  return (
    <ListScreen
      screen="providers"
      name={screen.name}
      items={items}
      columns={providerColumns}
      headings={list.columns}
      isOff={isDisabled}
      aside={[
        list.keys(all.length),
        all[0] && list.counting[all[0].counting],
        // Age of the figures while newer ones fail to load.
        !isFresh && loadedAt !== undefined && list.asOf(ago(time, loadedAt)),
      ]}
      empty={{
        loading: !server && list.loading,
        noMatch: list.noMatch,
        texts: [readOnly ? list.emptyReadOnly : list.empty],
        keys: [
          ['a', list.add, 'add-provider-key'],
          ['?', list.help, 'open-help'],
        ],
      }}
      titleOf={titleOf}
      shortOf={shortOf}
      details={(key, width) => <ProviderDetails of={key} all={all} width={width} />}
    />
  );
}

const watchRequestsOfKey = watchRequests('providers', (console, id) => {
  const key = statedKeys(console).find((one) => one.id === id);
  if (!key) return undefined;
  const [field, value] = recordedAs(key);
  return { query: { terms: [{ field, is: [value] }] }, has: (record) => record[field] === value };
});

/** Follows the state of the keys while they are shown; loads the keys in the environment once. */
const watchProviders: Watch = (session, ui, now) => {
  if (!ui.snapshot().environment) {
    void session.ask(environmentKeys, {}).then((found) => {
      if (found.ok) ui.dispatch({ type: 'set', ui: { environment: found.value } });
    });
  }
  const stops = [session.watchProviderStates(), watchRequestsOfKey(session, ui, now)];
  return () => {
    for (const stop of stops) stop();
  };
};

/** 3: the provider keys of the config (D), and their state. */
export const providersFeature: Feature = {
  id: 'providers',
  number: '3',
  columns: { providers: providerColumns.map(({ id }) => id) },
  words: () => words().screen,
  Screen: ProvidersScreen,
  acts: providerActs,
  list: (at) => providerKeyList(at).listed,
  // After the default: provider, then list order.
  sorts: ['name', 'attempts', 'errors', 'state'],
  hint(at) {
    const { selected } = providerKeyList(at);
    return selected && hintOf(selected, at.now);
  },
  search: (at) =>
    providerKeyList(at).all.map((key) => ({
      id: key.id,
      text: nameOfProviderKey(key),
      state: stateWord(key, at.now),
    })),
  watch: watchProviders,
};
