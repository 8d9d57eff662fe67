import { Secret } from '../../../base/secrets/secret.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import type { ClientKey } from '../../../contract/client-key.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import { success } from '../../../contract/outcome.ts';
import {
  changeDeadlines,
  finishRotation,
  prefixOf,
  type RotateClientKeyResult,
  rollBackRotation,
  rotateClientKeys,
} from '../../../operations/index.ts';
import { ampViewOf } from '../../../providers/kinds/amp-view.ts';
import type { Console } from '../../act.ts';
import { choiceField, type Fact, fact, textField, type Values } from '../../components/dialogs/fields.ts';
import { Form, type Refusal } from '../../components/dialogs/form.tsx';
import { Affected, Danger } from '../../components/dialogs/question.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { ago, createMoment } from '../../moment.ts';
import { wholeNumber } from '../../numbers.ts';
import { parseGrace } from './expiry.ts';
import { select, showNewKey, unmark } from './forms.tsx';
import { labelOf, nameOf, rotationAt, titleOf } from './key-texts.ts';
import { words } from './words.ts';

const hour = 3_600_000;
const graces = { week: 7 * 24 * hour, day: 24 * hour, hour, now: 0 } as const;
type Grace = keyof typeof graces | 'other';
const isGrace = (value: string | undefined): value is Grace => value === 'other' || (value ?? '') in graces;

/** How long the old keys keep working, in ms. */
function graceOf({ grace, until = '' }: Values, now: number): Outcome<number> {
  return isGrace(grace) && grace !== 'other' ? success(graces[grace]) : parseGrace(until, now);
}

/** The choice, with a field for anything else, and when that is. @param some those to choose from */
function graceFields(console: Console, some: readonly Grace[]) {
  const form = words().form.rotate;
  const note = (values: Values) => {
    const ms = graceOf(values, console.now());
    if (!ms.ok) return undefined;
    return ms.value === 0 ? form.atOnce : form.to(formatInstant(console.now() + ms.value, console.now()));
  };
  const options = some.map((value) => ({ value, title: form.graces[value] }));
  const isOther = ({ grace }: Values) => grace === 'other';
  return [
    choiceField('grace', form.grace, options, 'week', {
      note: (values) => (isOther(values) ? undefined : note(values)),
    }),
    textField('until', form.until, form.untilHint, '', { when: isOther, note }),
  ];
}

/** Says when the old keys have to be finished by hand, where the server does not stop them. */
function enforcement(console: Console): readonly Fact[] {
  if (console.at().console.capabilities?.expiry === 'enforced') return [];
  const text = (values: Values) => {
    const ms = graceOf(values, console.now());
    if (!ms.ok || ms.value === 0) return '';
    const instant = formatInstant(console.now() + ms.value, console.now());
    return { text: `! ${words().form.rotate.notEnforced(instant)}`, role: 'warning' as const };
  };
  const applies = ({ grace }: Values) => grace !== 'now';
  return [fact('enforcement', '', text, applies)];
}

const atGrace = (refused: Refusal): Refusal => ({ ...refused, field: 'until' });

export function openRotateForm(console: Console, keys: readonly ClientKey[]): void {
  const [first] = keys;
  if (!first) return;
  const { rotate: form, label, labelHint, prefix, prefixHint } = words().form;
  const several = keys.length > 1;
  const oldPrefix = prefixOf(first.key.reveal());
  const own = several
    ? []
    : [
        textField('label', label, labelHint, labelOf(first) ?? '', { longest: 64 }),
        textField('prefix', prefix, prefixHint, oldPrefix),
        ...keyFacts(console, first),
      ];
  console.open(
    <Form
      title={several ? form.several(keys.length) : form.title(titleOf(first))}
      verb={form.verb}
      notes={[several ? form.noteSeveral : form.note]}
      fields={[
        ...graceFields(console, ['week', 'day', 'hour', 'now', 'other']),
        ...own,
        ...enforcement(console),
      ]}
      onSubmit={async (values) => {
        const grace = graceOf(values, console.now());
        if (!grace.ok) return atGrace(grace);
        const wanted = {
          graceMs: grace.value,
          ...(values.label !== undefined && values.label !== (labelOf(first) ?? '')
            ? { label: values.label }
            : {}),
          ...(values.prefix !== undefined && values.prefix !== oldPrefix
            ? { prefix: values.prefix.trim() }
            : {}),
        };
        return console.session.run(
          rotateClientKeys,
          keys.map(({ fingerprint }) => ({ fingerprint, ...wanted })),
        );
      }}
      onDone={(made) => {
        unmark(console);
        showMade(console, made);
      }}
    />,
    { waits: true },
  );
}

/** What goes over to the new key, and who uses the old one. */
function keyFacts(console: Console, key: ClientKey): readonly Fact[] {
  const { rotate: form } = words().form;
  const { server, providerStates } = console.at().console;
  const { limits, purpose, expiresAt } = key.record ?? {};
  const amp =
    server &&
    ampViewOf(server.config, [{ ...key, id: key.fingerprint }], providerStates?.environment).clients[0];
  const moves = [
    limits ? form.movesLimits : '',
    amp?.why === 'mapped' ? form.movesAmp : '',
    purpose ? form.movesPurpose : '',
    expiresAt ? form.movesExpiry : '',
  ].filter((part) => part !== '');
  const requests = key.activity?.lastHour;
  const apps = appsOf(console, key).map(([name]) => name);
  const use =
    requests === undefined
      ? undefined
      : apps.length > 0 && requests > 0
        ? form.usedBy(wholeNumber(requests), apps.slice(0, 3).join(', '))
        : form.use(wholeNumber(requests));
  return [
    ...(moves.length > 0 ? [fact('moves', form.moves, moves.join(' · '))] : []),
    ...(use === undefined ? [] : [fact('use', form.inUse, use)]),
  ];
}

/** Applications of the last day with their requests, where they are known of this key. */
function appsOf(
  console: Console,
  { fingerprint }: ClientKey,
): readonly (readonly [name: string, requests: string])[] {
  const { keyCalls } = console.at().ui;
  if (keyCalls?.fingerprint !== fingerprint) return [];
  const groups = keyCalls.figures?.groups.application ?? [];
  return groups.map(({ value, requests }) => [value ?? words().details.unknownApp, wholeNumber(requests)]);
}

const madeName = ({ label, old }: RotateClientKeyResult): string => label ?? old.mask;

/** The new keys in full, once. */
function showMade(console: Console, made: readonly RotateClientKeyResult[]): void {
  const [first] = made;
  if (!first) return;
  select(console, made.length > 1 ? first.old.fingerprint : first.fingerprint);
  if (made.length === 1) showOne(console, first);
  else showSeveral(console, made);
}

function showOne(console: Console, made: RotateClientKeyResult): void {
  const say = words().made;
  const { deadline } = made.old;
  const name = madeName(made);
  const title =
    deadline === null ? say.title(name) : say.rotated(name, formatInstant(deadline, console.now()));
  showNewKey(console, title, made.key, made.fingerprint);
}

function showSeveral(console: Console, made: readonly RotateClientKeyResult[]): void {
  const say = words().made;
  const text = made.map((one) => `${one.key.reveal()},${madeName(one)}`).join('\n');
  console.open(
    <Report
      title={say.several(made.length)}
      lines={[
        say.noteSeveral,
        '',
        ...made.flatMap((one) => [{ text: madeName(one), bold: true }, { unbroken: one.key.reveal() }]),
      ]}
      copy={{ what: say.whatSeveral, text: new Secret(text) }}
    />,
    { stays: true },
  );
}

export function openDeadlineForm(console: Console, keys: readonly ClientKey[]): void {
  const [first] = keys;
  if (!first) return;
  const form = words().form.deadline;
  console.open(
    <Form
      title={keys.length > 1 ? form.several(keys.length) : form.title(nameOf(first))}
      verb={form.verb}
      notes={[form.note]}
      fields={[...graceFields(console, ['week', 'day', 'hour', 'other']), ...enforcement(console)]}
      onSubmit={async (values) => {
        const grace = graceOf(values, console.now());
        if (!grace.ok) return atGrace(grace);
        return console.session.run(
          changeDeadlines,
          keys.map(({ fingerprint }) => ({ fingerprint, graceMs: grace.value })),
        );
      }}
      onDone={() => unmark(console)}
    />,
    { waits: true },
  );
}

/** The other key of the pair leaves the list, and the cursor must not go with it. */
function keepCursorOn({ ui }: Console, key: ClientKey | undefined) {
  if (key) ui.dispatch({ type: 'list', screen: 'client-keys', action: { type: 'moved-to', id: key.id } });
}

/** Revokes the old key; asks unless nothing has used it for an hour. */
export function finish(console: Console, key: ClientKey): unknown {
  const { old, replacement } = rotationAt(console.at().console.server?.clientKeys ?? [], key) ?? {};
  if (!old) return;
  const run = () => {
    keepCursorOn(console, replacement);
    return console.session.run(finishRotation, { fingerprint: old.fingerprint });
  };
  const requests = old.activity?.lastHour;
  const lastUsedAt = old.activity?.lastUsedAt ?? 0;
  if (requests === 0 && console.now() - lastUsedAt > hour) return run();
  const say = words().finish;
  const last = lastUsedAt === 0 ? '' : say.last(ago(createMoment(console.now()), lastUsedAt));
  const use =
    requests === undefined
      ? []
      : [
          <Affected
            key="use"
            rows={[
              [requests === 0 ? say.onlyModels : say.use(wholeNumber(requests)), last],
              ...appsOf(console, old),
            ]}
          />,
        ];
  console.open(
    <Danger
      title={say.title(nameOf(old))}
      lines={[
        requests === undefined ? say.notCounted(old.key.mask) : say.inUse(old.key.mask),
        ...use,
        say.effect(replacement?.key.mask ?? ''),
      ]}
      no={say.no}
      yes={say.yes}
      onYes={run}
    />,
  );
}

/** Revokes the new key; asks unless it is known that no request used it. */
export function rollBack(console: Console, key: ClientKey): unknown {
  const { old, replacement } = rotationAt(console.at().console.server?.clientKeys ?? [], key) ?? {};
  if (!old) return;
  const run = () => {
    keepCursorOn(console, old);
    return console.session.run(rollBackRotation, { fingerprint: old.fingerprint });
  };
  const { activity } = replacement ?? {};
  if (!replacement || (activity && activity.lastUsedAt === undefined)) return run();
  const say = words().rollBack;
  console.open(
    <Danger
      title={say.title(nameOf(old))}
      lines={[
        say.line(replacement.key.mask),
        activity ? say.use(wholeNumber(activity.lastHour)) : say.notCounted,
      ]}
      no={say.no}
      yes={say.yes}
      onYes={run}
    />,
  );
}
