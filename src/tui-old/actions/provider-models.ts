import { success } from '../../contract/outcome.ts';
import { discoverModels, editProviderKey, inputOf } from '../../operations/index.ts';
import { emptyField } from '../input/text-field.ts';
import type { PickerItem } from '../ui/dialog.ts';
import { notice, type Perform } from './desk.ts';
import type { Picked } from './picked.ts';
import { onProvider, providerName } from './provider-actions.ts';
import { entryOf, settingsOf } from './provider-forms.ts';

/** The models that the provider itself tells, to choose those that are offered here. */
export const providerModels = {
  'provider-models': onProvider(async (desk, row) => {
    const name = providerName(row);
    if (!settingsOf(row.provider)?.fields.some(({ type }) => type === 'models'))
      return notice(desk, 'warning', 'This kind of key has no list of models.');
    const id = `models ${row.id} ${desk.now()}`;
    const title = { before: 'Models of ', name, after: '' };
    desk.dispatch({
      type: 'dialog-opened',
      dialog: { kind: 'report', id, title, lines: [], top: 0, busy: true, copy: undefined },
    });
    const found = await desk.session.ask(discoverModels, inputOf(row));
    const { dialog } = desk.context().ui;
    if (dialog?.kind !== 'report' || dialog.id !== id) return;
    if (!found.ok) {
      const lines = [{ text: `✕ ${found.message}`, style: 'danger' as const }];
      return desk.dispatch({ type: 'dialog', action: { type: 'reported', id, lines, busy: false } });
    }
    const told = new Set(found.value.models);
    const own = row.models.filter((model) => !told.has(model.name));
    const item = (model: string, hint: string): PickerItem => ({ id: model, title: model, hint });
    const items = [
      ...own.map((model) => item(model.name, 'in the config; the provider does not tell it')),
      ...found.value.models.map((model) => {
        const known = row.models.find((it) => it.name === model);
        return item(model, known && known.alias !== model ? `as ${known.alias}` : '');
      }),
    ];
    desk.dispatch({
      type: 'dialog-opened',
      dialog: {
        kind: 'picker',
        id: 'models',
        about: row.id,
        title,
        notes: ['With none chosen every model of the provider is offered.'],
        items,
        chosen: new Set(row.models.map((model) => model.name)),
        typed: emptyField,
        index: 0,
        problem: undefined,
        busy: false,
      },
    });
  }),
} satisfies Record<string, Perform>;

/** In the order of the config, new ones last; what the config says of a model beside its name stays. */
export const modelsPicked: Picked = async (desk, { about, chosen }) => {
  const item = entryOf(desk, about)?.item;
  const before = (item?.models ?? []).filter((model) => model.name && chosen.has(model.name));
  const known = new Set(before.map((model) => model.name));
  const added = [...chosen].filter((name) => !known.has(name)).map((name) => ({ name }));
  const models = [...before, ...added];
  const same = added.length === 0 && before.length === (item?.models ?? []).length;
  if (same) return success(undefined);
  const value = models.length === 0 ? null : JSON.parse(JSON.stringify(models));
  return desk.session.run(editProviderKey, { id: about, changes: { models: value } });
};
