import { Secret } from '../../base/secret.ts';
import { failure, success } from '../../contract/outcome.ts';
import {
  addProviderKey,
  duplicateProviderKey,
  editProviderKey,
  rotateProviderKey,
} from '../../operations/index.ts';
import { fieldValues } from '../../providers/field-values.ts';
import { readProviderForm } from '../providers/provider-form.ts';
import { entryOf, settingsOf } from './provider-forms.ts';
import { namedByPurpose } from './provider-purpose.ts';
import type { Submit } from './submit-form.ts';

const gone = failure('conflict', 'That provider key is no longer in the config: look again.');

/** What the forms of the provider keys do. */
export const providerSubmits = {
  async 'add-provider'({ session }, { about = '' }, values) {
    const [provider = '', to] = about.split(' ');
    const settings = settingsOf(provider);
    if (!settings) return gone;
    const named = namedByPurpose(values, settings.preset);
    if (!named.ok) return named;
    const read = readProviderForm(settings, named.value, {});
    if (!read.ok) return read;
    const { key, changes } = read.value;
    const added = await session.run(addProviderKey, {
      provider,
      fields: changes,
      ...(key && { key }),
      ...(to !== undefined && { to }),
    });
    return added.ok ? success({ select: added.value.id }) : added;
  },
  async 'edit-provider'(desk, { about = '' }, values) {
    const entry = entryOf(desk, about);
    const settings = entry && settingsOf(entry.row.provider);
    if (!entry || !settings) return gone;
    const read = readProviderForm(settings, values, fieldValues(settings, entry));
    if (!read.ok) return read;
    const edited = await desk.session.run(editProviderKey, { id: about, changes: read.value.changes });
    return edited.ok ? success({ select: edited.value.id }) : edited;
  },
  async 'duplicate-provider'(desk, { about = '' }, values) {
    const entry = entryOf(desk, about);
    const settings = entry && settingsOf(entry.row.provider);
    if (!entry || !settings) return gone;
    const read = readProviderForm(settings, values, fieldValues(settings, entry));
    if (!read.ok) return read;
    const { key, changes } = read.value;
    const made = await desk.session.run(duplicateProviderKey, { id: about, changes, ...(key && { key }) });
    return made.ok ? success({ select: made.value.id }) : made;
  },
  async 'rotate-provider'(desk, { about = '' }, values) {
    const entry = entryOf(desk, about);
    if (!entry) return gone;
    const text = (values.key ?? '').trim();
    if (text === '') return { ...failure('invalid', 'Paste the new key first.'), field: 'key' };
    const key = new Secret(text);
    const rotated = await desk.session.run(rotateProviderKey, {
      id: about,
      key,
      keepOld: values.old === 'stays behind it',
      // What it may cost stood in the form.
      ...(values.check === 'first' && { check: 'real', mayCost: true }),
    });
    return rotated.ok ? success({ select: rotated.value.id }) : rotated;
  },
} satisfies Record<string, Submit>;
