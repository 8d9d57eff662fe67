import type { ConfigValue } from '../../contract/config-edit.ts';
import { fieldText } from '../../providers/field-text.ts';
import { fieldValues } from '../../providers/field-values.ts';
import { providers } from '../../providers/index.ts';
import type { KeyField } from '../../providers/key-settings.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import { providerEntriesOf } from '../../providers/provider-keys.ts';
import type { StatedProviderKey } from '../providers/stated-keys.ts';
import { fitLine, fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import type { Scene } from '../view.ts';
import { sayHowItFares } from './provider-fare.ts';
import { providerStateOf } from './provider-state.ts';
import { providerTexts } from './provider-texts.ts';

const titles = 17;

/** All that is known of one provider key, in lines of `width` columns; nothing secret in full. */
export function providerDetail(
  key: StatedProviderKey,
  { console, moment }: Pick<Scene, 'console' | 'moment'>,
  width: number,
): readonly Line[] {
  const texts = providerTexts(key);
  const settings = providers.find(({ id }) => id === key.provider)?.settings;
  const entry =
    console.server && providerEntriesOf(console.server.config).find(({ row }) => row.id === key.id);
  const title = [texts.kind, texts.name === '–' ? texts.mask : texts.name].join(' · ');
  const lines: Line[] = [
    lineOf(` ${title}`, 'title'),
    fitLine([segment(` ${fitText('state', titles)}`, 'dim'), ...providerStateOf(key, moment)], width),
  ];
  const say = (name: string, text: string) => {
    for (const [index, part] of wrap(text, width - titles - 2).entries()) {
      lines.push([segment(` ${fitText(index === 0 ? name : '', titles)}`, 'dim'), segment(part)]);
    }
  };
  sayHowItFares(key, console.providerStates, moment, say);
  say('key', texts.mask);
  if (key.fingerprint !== undefined) say('fingerprint', key.fingerprint);
  say('stands in', key.variable === undefined ? key.list : `the server’s environment, as ${key.variable}`);
  if (key.keysOfEntry > 1) say('', `one of ${key.keysOfEntry} keys of its entry`);
  if (settings && entry?.item) {
    const values = fieldValues(settings, entry);
    for (const field of settings.fields) {
      const text = shownValue(field, values[field.name]);
      if (text !== undefined) say(field.title.toLowerCase(), text);
    }
  }
  if (key.keptOnly && settings?.notServed !== undefined) say('', settings.notServed);
  if (key.duplicate) say('', 'The same key with the same address stands before it in the list.');
  return lines;
}

/** undefined: it is shown above, or not set. */
function shownValue(field: KeyField, value: ConfigValue | undefined): string | undefined {
  if (field.type === 'secret' || field.name === 'name') return undefined;
  if (value === undefined) {
    // That a switch is off and a number is the usual one goes without saying.
    if (field.default === undefined || field.type === 'flag' || field.type === 'whole') return undefined;
    return `${fieldText(field, field.default)} (default)`;
  }
  // A header may well be a credential.
  if (field.type === 'headers')
    return Object.keys(value as object)
      .map((name) => `${name}: ••••`)
      .join(', ');
  const text = fieldText(field, value);
  return field.type === 'url' ? shownUrl(text) : text;
}
