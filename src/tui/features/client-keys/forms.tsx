import type { Secret } from '../../../base/secrets/secret.ts';
import { formatCount } from '../../../base/text/count-text.ts';
import { parseTime } from '../../../base/text/duration.ts';
import { type ClientKey, type CountedLimit, countedLimits, purposes } from '../../../contract/client-key.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import {
  addClientKey,
  clientTarget,
  type EditClientKeyInput,
  editClientKeys,
  importClientKeys,
  limitClientKeys,
  readLimit,
  readModels,
} from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { choiceField, textField, type Values } from '../../components/dialogs/fields.ts';
import { openForm, type Refusal } from '../../components/dialogs/form.tsx';
import { Report, SecretBox } from '../../components/dialogs/report.tsx';
import { openSnippets } from '../snippets/snippets.tsx';
import { labelOf, nameOf, titleOf } from './rows.ts';
import { words } from './words.ts';

/** As stored by the operations. */
const longestLabel = 64;
/** Options of the purpose. */
const none = 'none';
const unchanged = 'unchanged';

export const atField = (field: string, refused: Refusal): Refusal => ({ ...refused, field });
export const labelField = (label = '') =>
  textField('label', words().form.label, words().form.labelHint, label, { longest: longestLabel });
export const prefixField = (prefix = '') =>
  textField('prefix', words().form.prefix, words().form.prefixHint, prefix);

/** @param own a custom purpose @param several whether the keys have different ones */
function purposeField(own: string | undefined, several = false) {
  const { form } = words();
  const offered = [...new Set([...purposes, ...(own ? [own] : [])])];
  const options = [
    ...(several ? [{ value: unchanged, title: form.unchanged }] : []),
    { value: none, title: form.none },
    ...offered.map((value) => ({ value, title: form.purposes[value] ?? value })),
  ];
  return choiceField('purpose', form.purpose, options, several ? unchanged : (own ?? none));
}

/** Client configurations that use this key (L1). */
export function openSnippet(console: Console, key: ClientKey): void {
  const { server, place } = console.at().console;
  if (!server) return;
  const target = clientTarget(server.config, {
    url: URL.canParse(place) ? place : undefined,
    allowed: key.record?.limits?.models,
  });
  openSnippets(console, target, nameOf(key));
}

/** Shows a new key in full. */
export function showNewKey(console: Console, title: string, secret: Secret, fingerprint: string): void {
  const { made } = words();
  const onSnippet = () => {
    const key = console.at().console.server?.clientKeys.find((one) => one.fingerprint === fingerprint);
    if (key) openSnippet(console, key);
  };
  console.open(
    <SecretBox title={title} secret={secret} what={made.what} notes={[made.note]} onSnippet={onSnippet} />,
    { stays: true },
  );
}

export function openAddForm(console: Console): void {
  const { form, made } = words();
  openForm(console, {
    title: form.add.title,
    verb: form.add.verb,
    fields: [
      labelField(),
      purposeField(undefined),
      textField('expires', form.expires, form.expiresHint),
      prefixField(),
    ],
    async onSubmit({ label = '', purpose = none, prefix = '', expires = '' }) {
      const expiry = parseExpiry(expires, console.now());
      if (!expiry.ok) return atField('expires', expiry);
      return console.session.run(addClientKey, {
        ...(label.trim() !== '' && { label }),
        ...(purpose !== none && { purpose }),
        ...(prefix.trim() !== '' && { prefix: prefix.trim() }),
        ...(expiry.value !== undefined && { expiresAt: expiry.value }),
      });
    },
    onDone({ key, fingerprint, label }) {
      console.select('client-keys', fingerprint);
      showNewKey(console, made.title(label ?? key.mask), key, fingerprint);
    },
  });
}

export function openImportForm(console: Console): void {
  const form = words().form.import;
  openForm(console, {
    title: form.title,
    verb: form.verb,
    notes: [form.note],
    fields: [textField('text', form.keys, form.hint, '', { lines: true })],
    onSubmit: ({ text = '' }) => console.session.run(importClientKeys, { text }),
    onDone({ added: [first], refused }) {
      if (first) console.select('client-keys', first.fingerprint);
      if (refused.length === 0) return;
      const lines = refused.map(({ line, reason }) => form.line(line, reason));
      console.open(<Report title={form.refused(refused.length)} lines={lines} />);
    },
  });
}

export function openEditForm(console: Console, keys: readonly ClientKey[], first: ClientKey): void {
  const { form } = words();
  const { edit } = form;
  const several = keys.length > 1;
  const shown = editTextsOf(first);
  openForm<unknown>(console, {
    title: several ? edit.several(keys.length) : edit.title(titleOf(first)),
    verb: edit.verb,
    notes: several ? [edit.patternNote] : [],
    fields: [
      several
        ? textField('pattern', edit.pattern, edit.patternHint, '', { longest: longestLabel })
        : labelField(shown.label),
      purposeField(several ? undefined : first.record?.purpose, several),
      several
        ? textField('expires', form.expires, edit.unchangedHint)
        : textField('expires', form.expires, form.expiresHint, shown.expires),
    ],
    async onSubmit(values) {
      const inputs = editsOf(keys, values, console.now());
      if (!inputs.ok) return atField('expires', inputs);
      return inputs.value.some(changesSome) ? console.session.run(editClientKeys, inputs.value) : inputs;
    },
    onDone: () => console.unmark('client-keys'),
  });
}

/** What the form of one key shows at first. */
const editTextsOf = (key: ClientKey) => ({
  label: labelOf(key) ?? '',
  purpose: key.record?.purpose ?? none,
  expires: expiryText(key.record?.expiresAt),
});

/** Whether an input names more than its key. */
const changesSome = (input: object) => Object.keys(input).length > 1;

/**
 * One edit per key, with the fields that the user changed: another program may have changed the rest.
 * @param keys as the form showed them; with several an empty field is left unchanged
 */
export function editsOf(
  keys: readonly ClientKey[],
  { label, pattern = '', purpose = none, expires = '' }: Values,
  now: number,
): Outcome<readonly EditClientKeyInput[]> {
  const [first] = keys;
  const shown: Values = first && keys.length === 1 ? editTextsOf(first) : { purpose: unchanged, expires: '' };
  const keepsExpiry = expires.trim() === shown.expires;
  const expiry = keepsExpiry ? success(undefined) : parseExpiry(expires, now);
  if (!expiry.ok) return expiry;
  return success(
    keys.map(({ fingerprint, ...key }, place) => {
      const signs: Readonly<Record<string, string>> = { '*': key.record?.label ?? '', '#': `${place + 1}` };
      const named = pattern.replace(/[*#]/g, (sign) => signs[sign] ?? '');
      return {
        fingerprint,
        ...(label !== undefined &&
          label.trim() !== shown.label && { label: label.trim() === '' ? null : label }),
        ...(pattern.trim() !== '' && { label: named }),
        ...(purpose !== shown.purpose && { purpose: purpose === none ? null : purpose }),
        ...(!keepsExpiry && { expiresAt: expiry.value ?? null }),
      };
    }),
  );
}

export function openLimitsForm(console: Console, keys: readonly ClientKey[], first: ClientKey): void {
  const form = words().form.limits;
  const several = keys.length > 1;
  const shown = several ? {} : limitTextsOf(first);
  openForm<unknown>(console, {
    title: several ? form.several(keys.length) : form.title(titleOf(first)),
    verb: form.verb,
    notes: console.at().console.capabilities?.limits === 'enforced' ? [] : [form.notEnforced],
    fields: [...countedLimits, 'models' as const].map((name) =>
      textField(name, form[name], several ? form.unchanged : form.hints[name], shown[name]),
    ),
    async onSubmit(values) {
      const wanted = limitsOf(values, shown);
      if (!wanted.ok || Object.keys(wanted.value).length === 0) return wanted;
      const inputs = keys.map(({ fingerprint }) => ({ fingerprint, ...wanted.value }));
      return console.session.run(limitClientKeys, inputs);
    },
    onDone: () => console.unmark('client-keys'),
  });
}

type Limits = Partial<Record<CountedLimit, number | null>> & { models?: readonly string[] | null };

/** What the form of one key shows at first. */
function limitTextsOf({ record }: ClientKey): Values {
  const limits = record?.limits ?? {};
  const texts = countedLimits.map((name) => [
    name,
    limits[name] === undefined ? '' : formatCount(limits[name]),
  ]);
  return { ...Object.fromEntries(texts), models: limits.models?.join(', ') ?? '' };
}

/** The changed limits; an emptied field removes the limit. @param shown what the form showed at first */
function limitsOf(values: Values, shown: Values): Outcome<Limits> | Refusal {
  const wanted: Limits = {};
  const textOf = (name: keyof Limits) => {
    const text = (values[name] ?? '').trim();
    return text === (shown[name] ?? '') ? undefined : text;
  };
  for (const limit of countedLimits) {
    const text = textOf(limit);
    if (text === undefined) continue;
    const read = readLimit(text, words().form.limits[limit].toLowerCase());
    if (!read.ok) return atField(limit, read);
    wanted[limit] = read.value;
  }
  const models = textOf('models');
  if (models !== undefined) wanted.models = readModels(models);
  return success(wanted);
}

/** A future time in ms since the epoch. @param bad the error message for other text */
function instantOf(text: string, now: number, bad: string): Outcome<number> {
  const at = parseTime(text, now);
  if (at === undefined) return failure('invalid', bad);
  if (Number.isNaN(at)) return failure('invalid', words().form.noSuchDay(text.trim()));
  return at > now ? success(at) : failure('invalid', words().form.pastExpiry);
}

/** Parses an expiry: empty or `never` (undefined), `30d`, or a day. */
export function parseExpiry(text: string, now: number): Outcome<number | undefined> {
  const never = ['', 'never'].includes(text.trim().toLowerCase());
  return never ? success(undefined) : instantOf(text, now, words().form.badExpiry);
}

/** Parses the end of a grace period; in ms from now. */
export function parseGrace(text: string, now: number): Outcome<number> {
  const at = instantOf(text, now, words().form.rotate.badUntil);
  return at.ok ? success(at.value - now) : at;
}

/** Text of an expiry in the field. */
export function expiryText(instant: string | undefined): string {
  if (instant === undefined) return '';
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
