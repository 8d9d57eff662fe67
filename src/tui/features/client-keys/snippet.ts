import type { ClientKey } from '../../../contract/client-key.ts';
import { clientTarget } from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { openSnippets } from '../snippets/snippets.tsx';
import { nameOf } from './key-texts.ts';

/** Client configurations that use this key (L1). */
export function openSnippet(console: Console, key: ClientKey): void {
  const { server, place, capabilities } = console.at().console;
  if (!server) return;
  const target = clientTarget(server.config, {
    url: URL.canParse(place) ? place : undefined,
    allowed: key.record?.limits?.models,
    translates: capabilities?.translation !== 'absent',
  });
  openSnippets(console, target, nameOf(key));
}
