import { Secret } from '../../base/secret.ts';
import type { ClientKey } from '../../contract/client-key.ts';
import {
  clientTarget,
  keyPlace,
  lacksModel,
  noModel,
  type Snippet,
  type SnippetTarget,
  snippets,
} from '../../operations/index.ts';
import { nameOnScreen } from '../rows/key-texts.ts';
import type { Act, MenuItem, ReportLine, Title } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import type { Desk, Perform } from './desk.ts';
import { onKey } from './on-key.ts';

/** L1 in the console: which client, then its text, which never holds the key itself. */
export const snippetActions = {
  'key-snippet': onKey((desk, key) => {
    const target = targetOf(desk, key);
    if (!target) return;
    askWhich(desk, { before: 'A client with ', name: nameOnScreen(key), after: '' }, target, (kind) => ({
      type: 'key-snippet',
      fingerprint: key.fingerprint,
      kind,
    }));
  }),
} satisfies Record<string, Perform>;

export const snippetActs: Acts<'key-snippet'> = {
  'key-snippet'(desk, { fingerprint, kind }) {
    const key = desk.context().console.server?.clientKeys.find((it) => it.fingerprint === fingerprint);
    const target = key && targetOf(desk, key);
    const snippet = snippets.find(({ id }) => id === kind);
    if (key && target && snippet) showSnippet(desk, snippet, target, nameOnScreen(key));
  },
};

/** What there is no snippet for is not offered. */
export function askWhich(desk: Desk, title: Title, target: SnippetTarget, act: (kind: string) => Act): void {
  const items = snippets
    .filter(({ unfit }) => unfit?.(target) === undefined)
    .map(({ id, title: name, needs }): MenuItem => ({ title: name, hint: needs, act: act(id) }));
  desk.dispatch({ type: 'dialog-opened', dialog: { kind: 'menu', title, notes: [], items, index: 0 } });
}

/** Over the whole body, on lines of its own, so that it can be selected without anything else. */
export function showSnippet(desk: Desk, snippet: Snippet, target: SnippetTarget, name: string): void {
  const text = snippet.text(target);
  const model = `Put a model in for ${noModel}: none is known from the config.`;
  const lines: ReportLine[] = [
    { text: `Needs ${snippet.needs}. ${keyPlace(snippet, target)}`, style: 'dim' },
    ...(lacksModel(text) ? [{ text: model, style: 'warning' } as const] : []),
    { text: '' },
    ...text.split('\n').map((unbroken) => ({ unbroken })),
  ];
  desk.dispatch({
    type: 'dialog-opened',
    dialog: {
      kind: 'report',
      id: `snippet ${snippet.id}`,
      title: { before: `${snippet.title} with `, name, after: '' },
      lines,
      top: 0,
      busy: false,
      copy: { what: 'The snippet', text: new Secret(text) },
    },
  });
}

function targetOf(desk: Desk, key: ClientKey): SnippetTarget | undefined {
  const { server, place, capabilities } = desk.context().console;
  if (!server) return undefined;
  return clientTarget(server.config, {
    url: URL.canParse(place) ? place : undefined,
    allowed: key.record?.limits?.models,
    translates: capabilities?.translation !== 'absent',
  });
}
