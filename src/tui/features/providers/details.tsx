import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { fieldText } from '../../../providers/fields/field-text.ts';
import { fieldValues } from '../../../providers/fields/field-values.ts';
import { type KeyField, notServedSentence } from '../../../providers/fields/key-settings.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { providerEntriesOf } from '../../../providers/provider-keys.ts';
import type { ProviderStatesView } from '../../../store/state.ts';
import { ago, type FrameTime, left } from '../../clock.ts';
import { type Detail, Details } from '../../components/details.tsx';
import { useCalmServer, useFrameTime, useUi } from '../../context.tsx';
import { wholeNumber } from '../../numbers.ts';
import { hoursRow, instantText, usageRows } from '../item-details.tsx';
import { providerTexts, type StatedProviderKey, settingsOf, stateOf } from './rows.ts';
import { words } from './words.ts';

interface ProviderDetailsProps {
  readonly of: StatedProviderKey;
  readonly all: readonly StatedProviderKey[];
  /** Columns of the text. */
  readonly width: number;
}

/** All details of a provider key: state and figures first, then its settings; secrets are masked. */
export function ProviderDetails({ of: key, all, width }: ProviderDetailsProps): ReactElement {
  const { server, providerStates, hasUsage } = useCalmServer();
  const usage = useUi((ui) => (ui.itemUsage?.id === key.id ? ui.itemUsage : undefined));
  const moment = useFrameTime();
  const { detail, form } = words();
  const settings = settingsOf(key.provider);
  const same = all.filter(({ list }) => list === key.list);
  const entry = server && providerEntriesOf(server.config).find(({ row: { id } }) => id === key.id);
  const values = settings && entry?.item ? fieldValues(settings, entry) : undefined;
  const series = usage?.figures?.series;
  const fields = (values && settings?.fields) ?? [];
  const list = key.variable === undefined ? key.list : detail.variable(key.variable);
  return (
    <Details
      width={width}
      rows={[
        { label: detail.state, value: stateOf(key, moment) },
        { label: '', value: key.keptOnly && settings ? notServedSentence(settings) : undefined },
        { label: '', value: key.duplicate ? { text: detail.duplicate, role: 'warning' } : undefined },
        ...healthRows(key, providerStates, moment),
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
        series && 'blank',
        hoursRow(
          series?.map(({ requests }) => requests),
          moment.now,
        ),
        ...(hasUsage ? usageRows(usage, width) : []),
      ]}
    />
  );
}

/** Attempts, the last use, the last error, the cooldown; times absolute and relative. */
function healthRows(
  { state }: StatedProviderKey,
  states: ProviderStatesView | undefined,
  moment: FrameTime,
): readonly Detail[] {
  const { detail, list } = words();
  const { problem, loadedAt } = states ?? {};
  const stale =
    problem === undefined || loadedAt === undefined ? problem : list.stale(ago(moment, loadedAt), problem);
  const staleRow: Detail = {
    label: '',
    value: stale === undefined ? undefined : { text: stale, role: 'warning' },
  };
  if (!state) return [staleRow, { label: detail.attempts, value: states ? detail.notReported : '…' }];
  const { lastUsedAt, lastUsedWithin, lastError, coolingUntil = 0, coolingModels = [] } = state;
  const isCooling = coolingUntil > moment.now;
  const until = detail.until(formatInstant(coolingUntil, moment.now), left(moment, coolingUntil));
  const within = lastUsedWithin === undefined ? '' : ` ${detail.within(Math.round(lastUsedWithin / 60_000))}`;
  const error = lastError && [lastError.at && instantText(lastError.at, moment), lastError.status];
  return [
    staleRow,
    { label: detail.cooldown, value: isCooling ? until : undefined },
    ...(isCooling ? coolingModels.map((model) => ({ label: '', value: model })) : []),
    ...attemptRows(state, moment.now),
    {
      label: detail.lastUsed,
      value: lastUsedAt === undefined ? undefined : instantText(lastUsedAt, moment) + within,
    },
    { label: detail.lastError, value: error && (error.filter(Boolean).join(' · ') || detail.unknown) },
    { label: '', value: lastError?.message },
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
      .join(', ');
  const text = fieldText(field, value);
  return field.type === 'url' ? shownUrl(text) : text;
}
