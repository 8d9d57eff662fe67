import { mapAmpClients, showAmp } from '../../operations/index.ts';
import type { AmpRow } from '../amp/amp-rows.ts';
import { ampClientName } from '../rows/amp-row.ts';
import { count } from '../rows/figures.ts';
import { choiceField, type MenuItem, type Title, textField } from '../ui/dialog.ts';
import type { Acts } from './carry-out.ts';
import { openReport } from './check-report.ts';
import type { Desk, Perform } from './desk.ts';
import { form, open } from './form-actions.ts';

/** The marked lines, also those that a filter hides, else the one under the cursor. */
export function meantRows(desk: Desk): readonly AmpRow[] {
  const { ui, amp } = desk.context();
  const marked = amp.all.filter(({ id }) => ui.lists.amp.marks.has(id));
  return marked.length > 0 ? marked : amp.selected ? [amp.selected] : [];
}

/** Client keys that the server has: only those can be mapped. */
const mappable = (rows: readonly AmpRow[]) => [
  ...new Set(rows.flatMap(({ client, why }) => (client === undefined || why === 'nowhere' ? [] : [client]))),
];
export const nameOfRows = (rows: readonly AmpRow[]) => {
  const [first] = rows;
  return first && rows.length === 1 ? ampClientName(first) : count(rows.length, 'client key');
};

export const ampActions = {
  async 'go-amp'(desk) {
    const { capabilities, server } = desk.context().console;
    if (capabilities?.amp !== 'absent' || server?.config.ampcode)
      return desk.dispatch({ type: 'screen', screen: 'amp' });
    // Also whether its config.yaml has a block that is about to be lost is only in the file.
    const show = openReport(desk, 'amp', 'Amp');
    const shown = await desk.session.ask(showAmp, {});
    const text = shown.ok ? (shown.value.absent ?? '') : shown.message;
    show([{ text: `! ${text}`, style: 'warning' }], false);
  },
  'set-amp': (desk) => {
    const { view } = desk.context().amp;
    if (!view) return;
    const { upstreamUrl, defaultKey } = view;
    const hint = defaultKey
      ? `${defaultKey.mask} stays; or paste another`
      : 'none; or paste one, it is not shown';
    open(
      desk,
      form({
        id: 'set-amp',
        verb: 'save',
        title: 'Amp',
        notes: ['The default key is for the client keys that no mapping names.'],
        fields: [
          textField(
            'url',
            'Upstream URL',
            'An empty one turns Amp off.',
            upstreamUrl ?? 'https://ampcode.com',
          ),
          { ...textField('key', 'Default key', hint), hidden: true },
          ...(defaultKey ? [choiceField('without', 'Without one', ['no', 'yes'])] : []),
        ],
      }),
    );
  },
  'map-amp': (desk) => {
    const rows = meantRows(desk);
    const { view } = desk.context().amp;
    const clients = mappable(rows);
    if (!view || clients.length === 0) return;
    const items = view.mappings
      .filter(({ repeated }) => !repeated)
      .map(({ upstream, clients: named }): MenuItem => {
        const names = named.map(({ label, mask }) => label ?? mask).join(', ');
        const act = { type: 'map-amp', clients, upstream: upstream.fingerprint } as const;
        return { title: upstream.mask, hint: names === '' ? 'of nobody' : `of ${names}`, act };
      });
    const title = { before: 'Amp key for ', name: nameOfRows(rows), after: '' };
    if (items.length === 0) return openMapForm(desk, clients, title);
    const fresh: MenuItem = {
      title: 'a new upstream key',
      hint: 'typed or pasted next',
      act: { type: 'map-amp-new', clients, title },
    };
    desk.dispatch({
      type: 'dialog-opened',
      dialog: { kind: 'menu', title, notes: [], items: [...items, fresh], index: 0 },
    });
  },
} satisfies Record<string, Perform>;

function openMapForm(desk: Desk, clients: readonly string[], title: Title): void {
  const field = { ...textField('key', 'Upstream key', 'paste it here; it is not shown'), hidden: true };
  open(desk, form({ id: 'map-amp', verb: 'map', title, about: clients.join(' '), fields: [field] }));
}

export const unmarkAmp = ({ dispatch }: Desk) =>
  dispatch({ type: 'list', screen: 'amp', action: { type: 'unmarked' } });

export const ampActs: Acts<'map-amp' | 'map-amp-new'> = {
  async 'map-amp'(desk, { clients, upstream }) {
    const done = await desk.session.run(mapAmpClients, { clients, upstream });
    if (done.ok) unmarkAmp(desk);
  },
  'map-amp-new': (desk, { clients, title }) => openMapForm(desk, clients, title),
};
