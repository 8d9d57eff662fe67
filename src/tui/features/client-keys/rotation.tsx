import { type ReactElement, useEffect, useState } from 'react';
import { Secret } from '../../../base/secrets/secret.ts';
import { commas } from '../../../base/text/commas.ts';
import { hour } from '../../../base/text/duration.ts';
import { formatInstant } from '../../../base/text/instant-text.ts';
import { type ClientKey, isNeverUsed, isUnusedSince } from '../../../contract/client-key.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { addressesText, type UsageFigures, type UsageGroup } from '../../../contract/usage-figures.ts';
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
import { ago, createFrameTime } from '../../clock.ts';
import { choiceField, type Fact, fact, textField, type Values } from '../../components/dialogs/fields.ts';
import { openForm } from '../../components/dialogs/form.tsx';
import { Affected, openDanger } from '../../components/dialogs/question.tsx';
import { Report } from '../../components/dialogs/report.tsx';
import { Line } from '../../components/text.tsx';
import { useConsole } from '../../context.tsx';
import { wholeNumber } from '../../numbers.ts';
import { atField, labelField, parseGrace, prefixField, showNewKey } from './forms.tsx';
import { labelOf, nameOf, rotationAt, titleOf } from './rows.ts';
import { words } from './words.ts';

const graces: Readonly<Record<string, number>> = { week: 7 * 24 * hour, day: 24 * hour, hour, now: 0 };
type Grace = keyof ReturnType<typeof words>['form']['rotate']['graces'];

/** How long the old keys keep working, in ms. */
function graceOf({ grace = '', until = '' }: Values, now: number): Outcome<number> {
  const ms = graces[grace];
  return ms === undefined ? parseGrace(until, now) : success(ms);
}

/** The choice, a field for another value, and the resulting time. @param offered options */
function graceFields(console: Console, offered: readonly Grace[]) {
  const form = words().form.rotate;
  const end = (ms: number) => formatInstant(console.now() + ms, console.now());
  const note = (values: Values) => {
    const ms = graceOf(values, console.now());
    return ms.ok ? (ms.value === 0 ? form.atOnce : form.to(end(ms.value))) : undefined;
  };
  const options = offered.map((value) => ({ value, title: form.graces[value] }));
  const isOther = ({ grace }: Values) => grace === 'other';
  return [
    choiceField('grace', form.grace, options, 'week', {
      note: (values) => (isOther(values) ? undefined : note(values)),
    }),
    textField('until', form.until, form.untilHint, '', { when: isOther, note }),
  ];
}

/** Explains when to finish by hand, if the server does not stop the old keys. */
function enforcement(console: Console): readonly Fact[] {
  const { capabilities, connection } = console.at().console;
  if (capabilities?.expiry === 'enforced') return [];
  const text = (values: Values) => {
    const ms = graceOf(values, console.now());
    if (!ms.ok || ms.value === 0) return '';
    const instant = formatInstant(console.now() + ms.value, console.now());
    const { details, form } = words();
    const why = connection.kind === 'disk' ? details.onlyServerEnforces : form.rotate.notEnforced(instant);
    return { text: `! ${why}`, role: 'warning' as const };
  };
  return [fact('enforcement', '', text, ({ grace }) => grace !== 'now')];
}

export function openRotateForm(console: Console, keys: readonly ClientKey[], first: ClientKey): void {
  const form = words().form.rotate;
  const several = keys.length > 1;
  const oldLabel = labelOf(first) ?? '';
  const oldPrefix = prefixOf(first.key.reveal());
  const own = [labelField(oldLabel), prefixField(oldPrefix), ...keyFacts(console, first)];
  openForm(console, {
    title: several ? form.several(keys.length) : form.title(titleOf(first)),
    verb: form.verb,
    notes: [several ? form.noteSeveral : form.note],
    fields: [
      ...graceFields(console, ['week', 'day', 'hour', 'now', 'other']),
      ...(several ? [] : own),
      ...enforcement(console),
    ],
    async onSubmit({ label = oldLabel, prefix = oldPrefix, ...values }) {
      const grace = graceOf(values, console.now());
      if (!grace.ok) return atField('until', grace);
      const wanted = {
        graceMs: grace.value,
        ...(label !== oldLabel && { label }),
        ...(prefix !== oldPrefix && { prefix: prefix.trim() }),
      };
      const inputs = keys.map(({ fingerprint }) => ({ fingerprint, ...wanted }));
      return console.session.run(rotateClientKeys, inputs);
    },
    onDone(made) {
      console.unmark('client-keys');
      showMade(console, made);
    },
  });
}

/** What the new key inherits, and which clients use the old one. */
function keyFacts(console: Console, key: ClientKey): readonly Fact[] {
  const { details } = words();
  const { rotate: form } = words().form;
  const { console: state } = console.at();
  const { server, providerStates } = state;
  const { limits, purpose, expiresAt } = key.record ?? {};
  const client = { ...key, id: key.fingerprint };
  const amp = server && ampViewOf(server.config, [client], providerStates?.environment).clients[0];
  const moves = [
    limits && form.movesLimits,
    amp?.why === 'mapped' && form.movesAmp,
    purpose && form.movesPurpose,
    expiresAt && form.movesExpiry,
  ].filter(Boolean);
  const requests = key.activity?.lastHour ?? 0;
  // Both follow once the server has reported them.
  const figures = () => {
    const { itemUsage } = console.at().ui;
    return requests > 0 && itemUsage?.id === key.id ? itemUsage.figures : undefined;
  };
  const from = () => addressesText(figures());
  const use = () => {
    const apps = figures()?.groups.application?.slice(0, 3).map(appOf).join(commas().items) ?? '';
    return apps === '' ? form.use(wholeNumber(requests)) : form.usedBy(wholeNumber(requests), apps);
  };
  return [
    ...(moves.length > 0 ? [fact('moves', form.moves, moves.join(' · '))] : []),
    ...(key.activity ? [fact('use', form.inUse, use)] : []),
    fact(
      'from',
      details.from,
      () => from() ?? '',
      () => from() !== undefined,
    ),
  ];
}

const appOf = ({ value }: UsageGroup): string => value ?? words().details.unknownApp;
const madeName = ({ label, old }: RotateClientKeyResult): string => label ?? old.mask;

/** Shows the new keys in full, once. */
function showMade(console: Console, made: readonly RotateClientKeyResult[]): void {
  const say = words().made;
  const [first] = made;
  if (!first) return;
  if (made.length === 1) {
    const { deadline, expired } = first.old;
    const name = madeName(first);
    const end =
      deadline === null || (expired && first.enforced) ? undefined : formatInstant(deadline, console.now());
    console.select('client-keys', first.fingerprint);
    const rotated = first.enforced ? say.rotated : say.unenforced;
    const title = end === undefined ? say.title(name) : rotated(name, end);
    showNewKey(console, title, first.key, first.fingerprint);
    return;
  }
  console.select('client-keys', first.old.fingerprint);
  const text = made.map((one) => `${one.key.reveal()},${madeName(one)}`).join('\n');
  const keys = made.flatMap((one) => [{ text: madeName(one), bold: true }, { unbroken: one.key.reveal() }]);
  console.open(
    <Report
      title={say.several(made.length)}
      lines={[say.noteSeveral, '', ...keys]}
      copy={{ what: say.whatSeveral, text: new Secret(text) }}
    />,
    { stays: true },
  );
}

export function openDeadlineForm(console: Console, keys: readonly ClientKey[], first: ClientKey): void {
  const form = words().form.deadline;
  openForm(console, {
    title: keys.length > 1 ? form.several(keys.length) : form.title(nameOf(first)),
    verb: form.verb,
    notes: [form.note],
    fields: [...graceFields(console, ['week', 'day', 'hour', 'other']), ...enforcement(console)],
    async onSubmit(values) {
      const grace = graceOf(values, console.now());
      if (!grace.ok) return atField('until', grace);
      const inputs = keys.map(({ fingerprint }) => ({ fingerprint, graceMs: grace.value }));
      return console.session.run(changeDeadlines, inputs);
    },
    onDone: () => console.unmark('client-keys'),
  });
}

/** One key of the pair leaves the list; the cursor must stay on the other. */
function end(
  { ui, session }: Console,
  operation: typeof finishRotation | typeof rollBackRotation,
  { fingerprint }: ClientKey,
  stays: ClientKey | undefined,
) {
  if (stays) ui.dispatch({ type: 'list', screen: 'client-keys', action: { type: 'moved-to', id: stays.id } });
  return session.run(operation, { fingerprint });
}

const rotationOf = (console: Console, key: ClientKey) =>
  rotationAt(console.at().console.server?.clientKeys ?? [], key);

/** Revokes the old key; asks unless it is known that nothing used it within an hour. */
export function finish(console: Console, key: ClientKey): unknown {
  const { old, replacement } = rotationOf(console, key) ?? {};
  if (!old) return;
  const run = () => end(console, finishRotation, old, replacement);
  const hourAgo = console.now() - hour;
  const { lastHour = 0, lastUsedAt = 0 } = old.activity ?? {};
  const isUsed = lastHour > 0 || lastUsedAt >= hourAgo;
  if (!isUsed && isUnusedSince(old, hourAgo)) return run();
  const say = words().finish;
  const { mask } = old.key;
  const next = replacement?.key.mask ?? '';
  const lines = isUsed
    ? [say.inUse(mask), <Use key="use" of={old} />, say.effect(next)]
    : [say.notCounted(mask), say.effectUnknown(next)];
  openDanger(console, say, say.title(nameOf(old)), lines, run);
}

/** Uses of a key in the last hour; applications and addresses once the server has reported them. */
function Use({ of: { fingerprint, activity } }: { readonly of: ClientKey }): ReactElement {
  const { session, now } = useConsole();
  const [figures, setFigures] = useState<UsageFigures>();
  useEffect(() => {
    let isOpen = true;
    const since = now() - hour;
    const query = { since, clientKey: fingerprint };
    if (session.store.snapshot().hasUsage)
      void session.usage({ query, by: ['application'], addresses: since, records: 0 }).then((asked) => {
        if (isOpen && asked.ok) setFigures(asked.value);
      });
    return () => {
      isOpen = false;
    };
  }, [session, now, fingerprint]);
  const say = words().finish;
  const { lastHour = 0, lastUsedAt } = activity ?? {};
  const last = lastUsedAt === undefined ? '' : say.last(ago(createFrameTime(now()), lastUsedAt));
  const use = lastHour === 0 ? say.onlyModels : say.use(wholeNumber(lastHour));
  const apps = figures?.groups.application ?? [];
  const from = addressesText(figures);
  return (
    <>
      <Affected rows={[[use, last], ...apps.map((app) => [appOf(app), wholeNumber(app.requests)])]} />
      {from !== undefined && <Line of={say.from(from)} wrap="wrap" />}
    </>
  );
}

/** Revokes the new key; asks unless it is known to be unused. */
export function rollBack(console: Console, key: ClientKey): unknown {
  const { old, replacement } = rotationOf(console, key) ?? {};
  if (!old) return;
  const run = () => end(console, rollBackRotation, old, old);
  if (!replacement || isNeverUsed(replacement)) return run();
  const say = words().rollBack;
  const { activity } = replacement;
  const use = activity?.lastUsedAt === undefined ? say.notCounted : say.use(wholeNumber(activity.lastHour));
  openDanger(console, say, say.title(nameOf(old)), [say.line(replacement.key.mask), use], run);
}
