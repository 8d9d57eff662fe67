import { type ReactElement, useMemo } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ConfigValue } from '../../../contract/config-edit.ts';
import { fieldText } from '../../../providers/fields/field-text.ts';
import { fieldValues } from '../../../providers/fields/field-values.ts';
import type { KeyField } from '../../../providers/fields/key-settings.ts';
import { shownUrl } from '../../../providers/name-provider-key.ts';
import { providerEntriesOf } from '../../../providers/provider-keys.ts';
import type { ConsoleState, ProviderStatesView } from '../../../store/state.ts';
import type { At } from '../../act.ts';
import { type Detail, Details, Split } from '../../components/details.tsx';
import { ItemPane, NoRows } from '../../components/item-list.tsx';
import { List } from '../../components/list.tsx';
import type { Cell } from '../../components/text.tsx';
import { textIn } from '../../components/text-field.ts';
import { useCalmAt, useMoment } from '../../context.tsx';
import { ago, left, type Moment } from '../../moment.ts';
import { unknown, wholeNumber } from '../../numbers.ts';
import { type Counting, countingOf, providerTexts, settingsOf, stateOf } from './key-texts.ts';
import { providerColumns, providersSight, type StatedProviderKey } from './rows.ts';
import { words } from './words.ts';

/** 3: the keys of the providers (D), as they are in the config, and how they do. */
export function ProvidersScreen(): ReactElement {
  const at = useCalmAt();
  const { visible, selected } = providersSight(at);
  return (
    <Split
      list={(width, focused) => <ProviderList at={at} width={width} focused={focused} />}
      details={
        selected &&
        ((width, focused) => (
          <ItemPane
            screen={words().list.title}
            title={titleOf(selected)}
            place={[visible.indexOf(selected) + 1, visible.length]}
            width={width}
            focused={focused}
          >
            <ProviderDetails row={selected} at={at} />
          </ItemPane>
        ))
      }
    />
  );
}

interface ProviderListProps {
  readonly at: At;
  readonly width: number;
  readonly focused: boolean;
}

function ProviderList({ at, width, focused }: ProviderListProps): ReactElement {
  const moment = useMoment();
  const { all, visible } = providersSight(at);
  const { sorts, filters } = at.ui;
  const { providerStates, server, readOnly } = at.console;
  const counting = countingOf(all, providerStates);
  // Cells are made again once a second at most; what they wait for is said here, for rows that come into sight too.
  for (const { state } of visible) {
    if ((state?.coolingUntil ?? 0) > moment.now) left(moment, state?.coolingUntil ?? 0);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cells read the moment as it is at this second
  const columns = useMemo(
    () => providerColumns(sorts.providers, { counting, moment, width }),
    [sorts.providers, counting, moment.now, width],
  );
  const { list } = words();
  const some = all.length > 0;
  const empty = some ? list.noMatch(textIn(filters.providers)) : readOnly ? list.emptyReadOnly : list.empty;
  return (
    <List
      screen="providers"
      title={list.title}
      aside={asideOf(at.console, all.length, visible.length, counting, moment)}
      columns={columns}
      rows={visible}
      all={all.length}
      width={width}
      focused={focused}
      empty={
        <NoRows
          loading={!server && list.loading}
          texts={[empty]}
          keys={
            some || readOnly
              ? []
              : [
                  ['a', list.add],
                  ['?', list.help],
                ]
          }
        />
      }
    />
  );
}

const titleOf = (row: StatedProviderKey): string => {
  const { kind, name, mask } = providerTexts(row);
  return name === unknown ? `${kind} ${mask}` : `${kind} ${name} · ${mask}`;
};

/** How many there are, what their figures cover, and from when they are while newer ones do not come. */
function asideOf(
  { connection, providerStates }: ConsoleState,
  all: number,
  shown: number,
  counting: Counting,
  moment: Moment,
): string {
  const { list } = words();
  const { loadedAt, problem } = providerStates ?? {};
  const fresh = (connection.kind === 'live' || connection.kind === 'disk') && problem === undefined;
  return [
    shown === all ? list.keys(all) : list.filtered(shown, all),
    list.counting[counting],
    fresh || loadedAt === undefined ? '' : list.asOf(ago(moment, loadedAt)),
  ]
    .filter(Boolean)
    .join(' · ');
}

interface ProviderDetailsProps {
  readonly row: StatedProviderKey;
  readonly at: At;
}

/** All that is known of one provider key; nothing secret in full. */
function ProviderDetails({ row, at }: ProviderDetailsProps): ReactElement {
  return <Details rows={providerDetails(row, providersSight(at).all, at.console, useMoment())} />;
}

type Facts = Pick<ConsoleState, 'server' | 'providerStates'>;

/** Rows of the details: state and figures first, then what the config says. */
function providerDetails(
  key: StatedProviderKey,
  all: readonly StatedProviderKey[],
  { server, providerStates: states }: Facts,
  moment: Moment,
): readonly Detail[] {
  const { detail, form } = words();
  const settings = settingsOf(key.provider);
  const row = (label: string, value: Cell | undefined): readonly Detail[] =>
    value === undefined ? [] : [{ label, value }];
  const same = all.filter(({ list }) => list === key.list);
  const entry = server && providerEntriesOf(server.config).find(({ row: { id } }) => id === key.id);
  const values = settings && entry?.item ? fieldValues(settings, entry) : {};
  return [
    { label: detail.state, value: stateOf(key, moment) },
    ...row('', key.keptOnly ? settings?.notServed : undefined),
    ...row('', key.duplicate ? { text: detail.duplicate, role: 'warning' } : undefined),
    ...fareRows(key, states, moment),
    'blank',
    { label: detail.key, value: providerTexts(key).mask },
    ...row(detail.fingerprint, key.fingerprint),
    { label: detail.list, value: key.variable === undefined ? key.list : detail.variable(key.variable) },
    { label: detail.order, value: detail.place(same.indexOf(key) + 1, same.length) },
    ...row('', key.keysOfEntry > 1 ? detail.entry(key.keysOfEntry) : undefined),
    ...(settings && entry?.item
      ? settings.fields.flatMap((field) =>
          row(form.fieldTitle(field.name, field.title), shownValue(field, values[field.name])),
        )
      : []),
  ];
}

/** Attempts, the last use, the last error, the cooldown; instants absolute, with how far away they are. */
function fareRows(
  { state }: StatedProviderKey,
  states: ProviderStatesView | undefined,
  moment: Moment,
): readonly Detail[] {
  const { detail, list } = words();
  const stale: readonly Detail[] =
    states?.problem === undefined
      ? []
      : [
          {
            label: '',
            value: {
              text:
                states.loadedAt === undefined
                  ? states.problem
                  : list.stale(ago(moment, states.loadedAt), states.problem),
              role: 'warning',
            },
          },
        ];
  if (!state) return [...stale, { label: detail.attempts, value: states ? detail.notReported : '…' }];
  const at = (instant: number) => formatInstant(instant, moment.now);
  const { lastUsedAt, lastUsedWithin, lastError, coolingUntil = 0, coolingModels = [] } = state;
  const within = lastUsedWithin === undefined ? '' : ` ${detail.within(Math.round(lastUsedWithin / 60_000))}`;
  const said = [
    lastError?.at === undefined ? undefined : `${at(lastError.at)} · ${ago(moment, lastError.at)}`,
    lastError?.status === undefined ? undefined : String(lastError.status),
  ].filter((part) => part !== undefined);
  return [
    ...stale,
    ...(coolingUntil > moment.now
      ? [
          { label: detail.cooldown, value: detail.until(at(coolingUntil), left(moment, coolingUntil)) },
          ...coolingModels.map((model) => ({ label: '', value: model })),
        ]
      : []),
    ...attemptRows(state, at),
    ...(lastUsedAt === undefined
      ? []
      : [{ label: detail.lastUsed, value: `${at(lastUsedAt)} · ${ago(moment, lastUsedAt)}${within}` }]),
    ...(lastError ? [{ label: detail.lastError, value: said.join(' · ') || detail.unknown }] : []),
    ...(lastError?.message === undefined ? [] : [{ label: '', value: lastError.message }]),
  ];
}

function attemptRows(
  { calls, errors, callsToday, errorsToday, countedSince }: NonNullable<StatedProviderKey['state']>,
  at: (instant: number) => string,
): readonly Detail[] {
  const { detail } = words();
  const failed = (count: number | undefined) =>
    count === undefined ? detail.noErrors : detail.errors(wholeNumber(count), count === 1);
  const texts: string[] = [];
  if (callsToday !== undefined) texts.push(detail.today(wholeNumber(callsToday), failed(errorsToday)));
  if (calls !== undefined) {
    const figures = [wholeNumber(calls), failed(errors)] as const;
    texts.push(
      countedSince === undefined ? detail.sinceStart(...figures) : detail.since(...figures, at(countedSince)),
    );
  }
  if (texts.length === 0) texts.push(detail.notReported);
  return texts.map((value, place) => ({ label: place === 0 ? detail.attempts : '', value }));
}

/** undefined: it is shown above, or not set. */
function shownValue(field: KeyField, value: ConfigValue | undefined): string | undefined {
  if (field.type === 'secret' || field.name === 'name') return undefined;
  if (value === undefined) {
    // That a switch is off and a number is the default goes without saying.
    if (field.default === undefined || field.type === 'flag' || field.type === 'whole') return undefined;
    return words().detail.default(fieldText(field, field.default));
  }
  // A header may well be a credential.
  if (field.type === 'headers')
    return Object.keys(value as object)
      .map((name) => `${name}: ••••`)
      .join(', ');
  const text = fieldText(field, value);
  return field.type === 'url' ? shownUrl(text) : text;
}
