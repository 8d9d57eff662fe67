import type { ReactElement } from 'react';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import {
  clineProvider,
  deleteClineKey,
  discoverModels,
  editProviderKey,
  hasRemoteKeys,
  inputOf,
  type ListedClineKey,
  listClineKeys,
  nameOfClineKey,
} from '../../../operations/index.ts';
import { providers } from '../../../providers/index.ts';
import { nameOfProviderKey } from '../../../providers/name-provider-key.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Picker, type PickerItem } from '../../components/dialogs/picker.tsx';
import { openDanger } from '../../components/dialogs/question.tsx';
import { openAnswer, Report } from '../../components/dialogs/report.tsx';
import { addWaitingPreset, entryOf, openAddForm } from './forms.tsx';

import { providerKeyList } from './rows.ts';
import { words } from './words.ts';

/** The models that the provider itself reports, to choose those that are offered here. */
export function openModels(console: Console, row: ProviderKey): void {
  const { models } = words();
  const title = models.title(nameOfProviderKey(row));
  const busy = models.asking(nameOfProviderKey(row));
  openAnswer(console, { title, busy }, discoverModels, inputOf(row), (found) => (
    <Picker
      title={title}
      notes={[noteOf(row)]}
      items={itemsOf(row, found.models)}
      chosen={row.models.map(({ name }) => name)}
      onApply={(chosen) => offer(console, row.id, chosen)}
    />
  ));
}

/** A provider of whose models none is known is selected by its name (src/providers/fields/model-names.ts). */
function noteOf({ name, provider }: ProviderKey): string {
  const { models } = words();
  const known = providers.find(({ id }) => id === provider)?.knownModels.length !== 0;
  return name === undefined || known ? models.note : models.prefixed(name);
}

/** First the models in the config that the provider does not report, then all that it reports. */
function itemsOf(row: ProviderKey, reported: readonly string[]): readonly PickerItem[] {
  const { models } = words();
  const item = (model: string, hint: string): PickerItem => ({ id: model, title: model, hint });
  const known = new Set(reported);
  return [
    ...row.models.filter(({ name }) => !known.has(name)).map(({ name }) => item(name, models.configOnly)),
    ...reported.map((model) => {
      const own = row.models.find(({ name }) => name === model);
      return item(model, own && own.alias !== model ? models.alias(own.alias) : '');
    }),
  ];
}

/** In the order of the config, new ones last; other settings of a model are kept. */
async function offer(console: Console, id: string, chosen: ReadonlySet<string>): Promise<Outcome<unknown>> {
  const listed = entryOf(console, id)?.item?.models ?? [];
  const before = listed.filter(({ name }) => name && chosen.has(name));
  const known = new Set(before.map(({ name }) => name));
  const added = [...chosen].filter((name) => !known.has(name)).map((name) => ({ name }));
  if (added.length === 0 && before.length === listed.length) return success(undefined);
  const models = [...before, ...added];
  const value = models.length === 0 ? null : JSON.parse(JSON.stringify(models));
  return console.session.run(editProviderKey, { id, changes: { models: value } });
}

/** J1, J2: the keys of the Cline account behind the selected row; where there is no Cline key yet, it is added. */
export function openClineKeys(console: Console): void {
  const { selected: row } = providerKeyList(console.at());
  if (!row || !hasRemoteKeys(row.provider)) {
    if (!addWaitingPreset(console, clineProvider)) openAddForm(console, clineProvider);
    return;
  }
  const { cline } = words();
  const title = cline.title(nameOfProviderKey(row));
  openAnswer(console, { title, busy: cline.asking }, listClineKeys, inputOf(row), (keys) =>
    clineKeys(console, row, title, keys),
  );
}

function clineKeys(
  console: Console,
  row: ProviderKey,
  title: string,
  keys: readonly ListedClineKey[],
): ReactElement {
  const { cline } = words();
  const now = console.now();
  if (keys.length === 0) return <Report title={title} lines={[cline.none]} />;
  if (console.at().console.readOnly) {
    const lines = keys.map((key) => `${nameOfClineKey(key)}  ${hintOf(key, now)}`);
    return <Report title={title} aside={cline.count(keys.length)} lines={lines} />;
  }
  const items = keys.map((key) => ({
    title: nameOfClineKey(key),
    hint: hintOf(key, now),
    run: () => askToRevoke(console, row, key),
  }));
  return <Menu title={title} notes={[cline.note(keys.length)]} items={items} />;
}

/** Its mask, whether this row uses it, when it was created and last used. */
function hintOf({ name, mask, createdAt, lastUsedAt, asking }: ListedClineKey, now: number): string {
  const { cline } = words();
  const parts = [
    name !== undefined && mask,
    asking === true && cline.current,
    createdAt !== undefined && cline.created(dayOf(createdAt, now)),
    lastUsedAt !== undefined && cline.used(dayOf(lastUsedAt, now)),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** As reported by Cline, if it is not a timestamp. */
function dayOf(text: string, now: number): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formatInstant(at, now);
}

/** The name must be typed, as this cannot be undone. */
function askToRevoke(console: Console, row: ProviderKey, key: ListedClineKey): void {
  const { cline } = words();
  const name = nameOfClineKey(key);
  const hint = hintOf(key, console.now());
  const own = key.asking === true ? [cline.own] : key.asking === undefined ? [cline.unknownOwn] : [];
  const lines = [...(hint === '' ? [] : [hint]), cline.effect, ...own];
  const revoke = () => {
    const known = providerKeyList(console.at()).all.find(({ id }) => id === row.id);
    if (!known) return console.say('warning', cline.gone);
    return console.session.run(deleteClineKey, { ...inputOf(known), keyId: key.id });
  };
  // A mask cannot be typed, but its visible end can.
  openDanger(console, cline, cline.revoke(name), lines, revoke, key.name ?? name.slice(-4));
}
