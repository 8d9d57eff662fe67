import type { Secret } from '../../../base/secrets/secret.ts';
import { formatCount } from '../../../base/text/count-text.ts';
import { type ClientKey, purposes } from '../../../contract/client-key.ts';
import { type CountedLimit, countedLimits } from '../../../contract/key-limits.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import {
  addClientKey,
  type EditClientKeyInput,
  editClientKeys,
  importClientKeys,
  limitClientKeys,
  readLimit,
  readModels,
} from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { choiceField, type Option, textField, type Values } from '../../components/dialogs/fields.ts';
import { Form, type Refusal } from '../../components/dialogs/form.tsx';
import { Report, SecretBox } from '../../components/dialogs/report.tsx';
import { expiryText, parseExpiry } from './expiry.ts';
import { labelOf, titleOf } from './key-texts.ts';
import { openSnippet } from './snippet.ts';
import { words } from './words.ts';

/** As the operations store it. */
const longestLabel = 64;
/** Of the choice of a purpose. */
const none = 'none';
const unchanged = 'unchanged';

const atField = (field: string, refused: Refusal): Refusal => ({ ...refused, field });
const purposeOptions = (...more: readonly string[]): readonly Option[] => {
  const titles = words().form.purposes;
  return [...new Set([...purposes, ...more])].map((value) => ({ value, title: titles[value] ?? value }));
};
const labelField = (label = '') =>
  textField('label', words().form.label, words().form.labelHint, label, { longest: longestLabel });

/** Selects a key as soon as it is in the list. */
export const select = (console: Console, id: string) =>
  console.ui.dispatch({ type: 'list', screen: 'client-keys', action: { type: 'wanted', id } });
export const unmark = (console: Console) =>
  console.ui.dispatch({ type: 'list', screen: 'client-keys', action: { type: 'unmarked' } });

/** A key that was just made, in full. */
export function showNewKey(console: Console, title: string, secret: Secret, fingerprint: string): void {
  const { made } = words();
  console.open(
    <SecretBox
      title={title}
      secret={secret}
      what={made.what}
      notes={[made.note]}
      onSnippet={() => {
        const key = console.at().console.server?.clientKeys.find((one) => one.fingerprint === fingerprint);
        if (key) openSnippet(console, key);
      }}
    />,
    { stays: true },
  );
}

export function openAddForm(console: Console): void {
  const { form, made } = words();
  console.open(
    <Form
      title={form.add.title}
      verb={form.add.verb}
      fields={[
        labelField(),
        choiceField('purpose', form.purpose, [{ value: none, title: form.none }, ...purposeOptions()]),
        textField('expires', form.expires, form.expiresHint),
        textField('prefix', form.prefix, form.prefixHint),
      ]}
      onSubmit={async ({ label = '', purpose = none, prefix = '', expires = '' }) => {
        const expiry = parseExpiry(expires, console.now());
        if (!expiry.ok) return atField('expires', expiry);
        return console.session.run(addClientKey, {
          ...(label.trim() === '' ? {} : { label }),
          ...(purpose === none ? {} : { purpose }),
          ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }),
          ...(expiry.value === undefined ? {} : { expiresAt: expiry.value }),
        });
      }}
      onDone={({ key, fingerprint, label }) => {
        select(console, fingerprint);
        showNewKey(console, made.title(label ?? key.mask), key, fingerprint);
      }}
    />,
    { waits: true },
  );
}

export function openImportForm(console: Console): void {
  const form = words().form.import;
  console.open(
    <Form
      title={form.title}
      verb={form.verb}
      notes={[form.note]}
      fields={[textField('text', form.keys, form.hint, '', { lines: true })]}
      onSubmit={({ text = '' }) => console.session.run(importClientKeys, { text })}
      onDone={({ added: [first], refused }) => {
        if (first) select(console, first.fingerprint);
        if (refused.length === 0) return;
        const lines = refused.map(({ line, reason }) => form.line(line, reason));
        console.open(<Report title={form.refused(refused.length)} lines={lines} />);
      }}
    />,
    { waits: true },
  );
}

export function openEditForm(console: Console, keys: readonly ClientKey[]): void {
  const [first] = keys;
  if (!first) return;
  const { form } = words();
  const { purpose, expiresAt } = first.record ?? {};
  const several = keys.length > 1;
  const nothing = { value: none, title: form.none };
  const fields = several
    ? [
        textField('pattern', form.edit.pattern, form.edit.patternHint, '', { longest: longestLabel }),
        choiceField('purpose', form.purpose, [
          { value: unchanged, title: form.unchanged },
          nothing,
          ...purposeOptions(),
        ]),
        textField('expires', form.expires, form.edit.unchangedHint),
      ]
    : [
        labelField(labelOf(first)),
        choiceField(
          'purpose',
          form.purpose,
          [nothing, ...purposeOptions(...(purpose ? [purpose] : []))],
          purpose ?? none,
        ),
        textField('expires', form.expires, form.expiresHint, expiryText(expiresAt)),
      ];
  console.open(
    <Form
      title={several ? form.edit.several(keys.length) : form.edit.title(titleOf(first))}
      verb={form.edit.verb}
      notes={several ? [form.edit.patternNote] : []}
      fields={fields}
      onSubmit={async (values) => {
        const inputs = editsOf(keys, values, console.now());
        return inputs.ok ? console.session.run(editClientKeys, inputs.value) : atField('expires', inputs);
      }}
      onDone={() => unmark(console)}
    />,
    { waits: true },
  );
}

/** One edit a key; with several keys an empty field leaves it as it is. */
export function editsOf(
  keys: readonly ClientKey[],
  { label, pattern = '', purpose = none, expires = '' }: Values,
  now: number,
): Outcome<readonly EditClientKeyInput[]> {
  const expiry = parseExpiry(expires, now);
  if (!expiry.ok) return expiry;
  const several = keys.length > 1;
  return success(
    keys.map(({ fingerprint, ...key }, place) => ({
      fingerprint,
      ...(label === undefined ? {} : { label: label.trim() === '' ? null : label }),
      ...(pattern.trim() === ''
        ? {}
        : {
            label: pattern.replace(/[*#]/g, (sign) =>
              sign === '*' ? (key.record?.label ?? '') : `${place + 1}`,
            ),
          }),
      ...(purpose === unchanged ? {} : { purpose: purpose === none ? null : purpose }),
      ...(several && expires.trim() === '' ? {} : { expiresAt: expiry.value ?? null }),
    })),
  );
}

export function openLimitsForm(console: Console, keys: readonly ClientKey[]): void {
  const [first] = keys;
  if (!first) return;
  const form = words().form.limits;
  const several = keys.length > 1;
  const limits = several ? {} : (first.record?.limits ?? {});
  const known = (limit: CountedLimit) => {
    const most = limits[limit];
    return most === undefined ? '' : formatCount(most);
  };
  const hint = (field: keyof typeof form.hints) => (several ? form.unchanged : form.hints[field]);
  console.open(
    <Form
      title={several ? form.several(keys.length) : form.title(titleOf(first))}
      verb={form.verb}
      notes={console.at().console.capabilities?.limits === 'enforced' ? [] : [form.notEnforced]}
      fields={[
        ...countedLimits.map((limit) => textField(limit, form[limit], hint(limit), known(limit))),
        textField('models', form.models, hint('models'), limits.models?.join(', ') ?? ''),
      ]}
      onSubmit={async (values) => {
        const wanted = limitsOf(values, several);
        if (!wanted.ok) return wanted;
        const inputs = keys.map(({ fingerprint }) => ({ fingerprint, ...wanted.value }));
        return console.session.run(limitClientKeys, inputs);
      }}
      onDone={() => unmark(console)}
    />,
    { waits: true },
  );
}

type Limits = Partial<Record<CountedLimit, number | null>> & { models?: readonly string[] | null };

/** @param several an empty field leaves the limit as it is, else it removes it */
function limitsOf(values: Values, several: boolean): Outcome<Limits> | Refusal {
  const wanted: Limits = {};
  for (const limit of countedLimits) {
    const text = values[limit] ?? '';
    if (several && text.trim() === '') continue;
    const read = readLimit(text, words().form.limits[limit].toLowerCase());
    if (!read.ok) return atField(limit, read);
    wanted[limit] = read.value;
  }
  const { models = '' } = values;
  if (!several || models.trim() !== '') wanted.models = readModels(models);
  return success(wanted);
}
