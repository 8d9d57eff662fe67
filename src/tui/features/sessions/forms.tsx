import { parseJson } from '../../../base/json/parse-json.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import type { AuthFile, AuthFileFields } from '../../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { downloadAuthFile, editSession, uploadAuthFile } from '../../../operations/index.ts';
import { fieldsOf } from '../../../providers/json-fields.ts';
import type { Console } from '../../act.ts';
import { choiceField, textField, type Values } from '../../components/dialogs/fields.ts';
import { openForm, type Refusal } from '../../components/dialogs/form.tsx';
import { openSaveForm } from '../../components/dialogs/save-form.tsx';
import { sessionName } from './rows.ts';
import { words } from './words.ts';

type Sent = Promise<Outcome<void> | Refusal>;

const note = ({ note: known }: AuthFile) =>
  textField('note', words().edit.note, words().edit.noteHint, known);

export function openNoteForm(console: Console, file: AuthFile): void {
  const { edit } = words();
  openForm(console, {
    title: edit.noteTitle(sessionName(file)),
    verb: edit.save,
    fields: [note(file)],
    onSubmit: (values) => saveFields(console, file, values),
  });
}

export function openEditForm(console: Console, file: AuthFile): void {
  const { edit } = words();
  openForm(console, {
    title: edit.title(sessionName(file)),
    notes: file.partial ? [edit.partial] : [],
    verb: edit.save,
    fields: [
      textField('prefix', edit.prefix, edit.prefixHint, file.prefix),
      textField('priority', edit.priority, edit.priorityHint, String(file.priority ?? '')),
      note(file),
      textField('proxyUrl', edit.proxy, edit.proxyHint, file.proxyUrl),
    ],
    onSubmit: (values) => saveFields(console, file, values),
  });
}

const texts = ['prefix', 'note', 'proxyUrl'] as const;

/** Sends only changed fields: a server may report fewer fields than it stores. */
async function saveFields({ session }: Console, file: AuthFile, values: Values): Sent {
  const fields: { -readonly [Name in keyof AuthFileFields]: AuthFileFields[Name] } = {};
  for (const name of texts) {
    const text = values[name]?.trim();
    if (text !== undefined && text !== (file[name] ?? '')) fields[name] = text || null;
  }
  const priority = values.priority?.trim();
  if (priority !== undefined && priority !== String(file.priority ?? '')) {
    if (!/^-?\d{0,9}$/.test(priority)) {
      return { ...failure('invalid', words().edit.badPriority), field: 'priority' };
    }
    fields.priority = priority === '' ? null : Number(priority);
  }
  if (Object.keys(fields).length === 0) return success(undefined);
  return session.run(editSession, { name: file.name, fields });
}

export function openUploadForm(console: Console): void {
  const { upload } = words();
  openForm(console, {
    title: upload.title,
    notes: [upload.note],
    verb: upload.upload,
    fields: [
      textField('paths', upload.files, upload.filesHint),
      textField('text', upload.text, upload.textHint, '', { lines: true }),
      textField('name', upload.name, upload.nameHint),
      textField('channel', upload.provider, upload.providerHint),
      textField('prefix', upload.prefix, upload.prefixHint),
      choiceField('existing', upload.existing, { keep: upload.keep, overwrite: upload.overwrite }),
    ],
    onSubmit: (values) => submitUpload(console, values),
  });
}

async function submitUpload(console: Console, values: Values): Sent {
  const found = await filesOf(console, values);
  if (!found.ok) return found;
  const [prefix, channel] = [values.prefix?.trim(), values.channel?.trim()];
  const overwrite = values.existing === 'overwrite';
  for (const { name, text, keepName } of found.value) {
    const input = { name, text, keepName, overwrite, ...(prefix && { prefix }), ...(channel && { channel }) };
    const uploaded = await console.session.run(uploadAuthFile, input);
    // The form stays open, for another name or to overwrite the existing one.
    if (!uploaded.ok) return { ...uploaded, kind: uploaded.kind === 'conflict' ? 'invalid' : uploaded.kind };
    console.select('sessions', uploaded.value.name);
  }
  return success(undefined);
}

interface Upload {
  readonly name: string;
  readonly text: Secret;
  readonly keepName?: boolean;
}

/** All named and pasted files; if one cannot be read, nothing is sent. */
async function filesOf(
  { session, now }: Console,
  { paths = '', text = '', name = '' }: Values,
): Promise<Outcome<readonly Upload[]>> {
  const uploads: Upload[] = [];
  for (const path of paths.split(',').filter((part) => part.trim() !== '')) {
    const read = await session.files.read(path);
    if (!read.ok) return read;
    uploads.push({ name: read.value.path.split(/[/\\]/).at(-1) ?? path.trim(), text: read.value.text });
  }
  if (text.trim() !== '') {
    const own = name.trim();
    const made = own === '' ? nameForAuthFile(text, now()) : own.replace(/(\.json)?$/, '.json');
    uploads.push({ name: made, text: new Secret(text), keepName: own !== '' });
  }
  return uploads.length > 0 ? success(uploads) : failure('invalid', words().upload.nothing);
}

/** A file name derived from the content of a pasted auth file; the server validates the file. */
export function nameForAuthFile(text: string, now: number): string {
  const file = fieldsOf(parseJson(text)) ?? {};
  const word = (value: unknown) =>
    typeof value === 'string' ? value.replace(/[^\p{L}\p{N}@._+-]/gu, '') : '';
  const provider = word(file.type) || 'account';
  const account = word(file.email) || String(now);
  return `${provider}-${account}.json`.replace(/^\.+/, '');
}

export function openDownloadForm(console: Console, file: AuthFile): void {
  const { download } = words();
  openSaveForm(console, {
    title: download.title(sessionName(file)),
    notes: [download.note],
    path: `~/${file.name}`,
    textOf: () => console.session.run(downloadAuthFile, { name: file.name }),
  });
}
