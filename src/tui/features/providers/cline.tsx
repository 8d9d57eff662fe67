import { type ReactElement, useEffect, useState } from 'react';
import { formatInstant } from '../../../base/instant-text.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import {
  clineProvider,
  deleteClineKey,
  inputOf,
  type ListedClineKey,
  listClineKeys,
  nameOfClineKey,
} from '../../../operations/index.ts';
import type { ProviderKey } from '../../../providers/provider-keys.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Danger } from '../../components/dialogs/question.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { useConsole, useServer } from '../../context.tsx';
import { openAddForm } from './forms.tsx';
import { providerName } from './key-texts.ts';
import { addWaitingPreset } from './presets.ts';
import { providersSight } from './sight.ts';
import { words } from './words.ts';

/** J1, J2: the keys of the Cline account behind the selected row; where there is no Cline key yet, it is added. */
export function openClineKeys(console: Console): void {
  const { selected } = providersSight(console.at());
  if (selected?.provider === clineProvider) console.open(<ClineKeys row={selected} />);
  else if (!addWaitingPreset(console, clineProvider)) openAddForm(console, clineProvider);
}

function ClineKeys({ row }: { readonly row: ProviderKey }): ReactElement {
  const console = useConsole();
  const readOnly = useServer((state) => state.readOnly);
  const [listed, setListed] = useState<Outcome<readonly ListedClineKey[]>>();
  const { cline } = words();
  const title = cline.title(providerName(row));
  useEffect(() => {
    const stop = new AbortController();
    void console.session.ask(listClineKeys, inputOf(row), undefined, stop.signal).then((outcome) => {
      if (!stop.signal.aborted) setListed(outcome);
    });
    return () => stop.abort();
  }, [console, row]);
  if (!listed) return <Report title={title} lines={[]} busy={cline.asking} />;
  if (!listed.ok) return <Report title={title} lines={[{ text: `✕ ${listed.message}`, role: 'danger' }]} />;
  const keys = listed.value;
  if (keys.length === 0) return <Report title={title} lines={[cline.none]} />;
  const now = console.now();
  if (readOnly) {
    const lines = keys.map((key) => `${nameOfClineKey(key)}  ${hintOf(key, now)}`);
    return <Report title={title} aside={cline.count(keys.length)} lines={lines} />;
  }
  return (
    <Menu
      title={title}
      notes={[cline.note(keys.length)]}
      items={keys.map((key) => ({
        title: nameOfClineKey(key),
        hint: hintOf(key, now),
        run: () => askToRevoke(console, row, key),
      }))}
    />
  );
}

/** Its mask, whether this row uses it, when it was created and last used. */
function hintOf({ name, mask, createdAt, lastUsedAt, asking }: ListedClineKey, now: number): string {
  const { cline } = words();
  const parts = [
    name === undefined ? undefined : mask,
    asking === true ? cline.current : undefined,
    createdAt === undefined ? undefined : cline.created(dayOf(createdAt, now)),
    lastUsedAt === undefined ? undefined : cline.used(dayOf(lastUsedAt, now)),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** As Cline reports it, where that is no instant. */
function dayOf(text: string, now: number): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : formatInstant(at, now);
}

/** It cannot be undone: the name is typed. */
function askToRevoke(console: Console, row: ProviderKey, key: ListedClineKey): void {
  const { cline } = words();
  const name = nameOfClineKey(key);
  const hint = hintOf(key, console.now());
  const own = key.asking === true ? [cline.own] : key.asking === undefined ? [cline.unknownOwn] : [];
  console.open(
    <Danger
      title={cline.revoke(name)}
      lines={[...(hint === '' ? [] : [hint]), cline.effect, ...own]}
      // A mask cannot be typed: what is told of its end can.
      word={key.name ?? name.slice(-4)}
      no={cline.no}
      yes={cline.yes}
      onYes={() => {
        const known = providersSight(console.at()).all.find(({ id }) => id === row.id);
        if (!known) return console.say('warning', cline.gone);
        return console.session.run(deleteClineKey, { ...inputOf(known), keyId: key.id });
      }}
    />,
  );
}
