import { type ReactElement, useEffect, useState } from 'react';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { discoverModels, editProviderKey, inputOf } from '../../../operations/index.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { Console } from '../../act.ts';
import { Picker, type PickerItem } from '../../components/dialogs/picker.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { useConsole } from '../../context.tsx';
import { entryOf } from './forms.tsx';
import { providerName } from './key-texts.ts';
import { words } from './words.ts';

/** The models that the provider itself reports, to choose those that are offered here. */
export function ModelsDialog({ row }: { readonly row: ProviderKey }): ReactElement {
  const console = useConsole();
  const [found, setFound] = useState<Outcome<readonly string[]>>();
  const { models } = words();
  const title = models.title(providerName(row));
  useEffect(() => {
    const stop = new AbortController();
    void console.session.ask(discoverModels, inputOf(row), undefined, stop.signal).then((outcome) => {
      if (!stop.signal.aborted) setFound(outcome.ok ? success(outcome.value.models) : outcome);
    });
    return () => stop.abort();
  }, [console, row]);
  if (!found) return <Report title={title} lines={[]} busy={models.asking(providerName(row))} />;
  if (!found.ok) return <Report title={title} lines={[{ text: `✕ ${found.message}`, role: 'danger' }]} />;
  return (
    <Picker
      title={title}
      notes={[models.note]}
      items={itemsOf(row, found.value)}
      chosen={row.models.map(({ name }) => name)}
      onApply={(chosen) => offer(console, row.id, chosen)}
    />
  );
}

/** Those of the config that the provider does not report first, then all that it does. */
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

/** In the order of the config, new ones last; what the config says of a model beside its name stays. */
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
