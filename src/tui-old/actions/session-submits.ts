import { Secret } from '../../base/secret.ts';
import type { AuthFileFields } from '../../contract/auth-file.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { downloadAuthFile, editSession, uploadAuthFile } from '../../operations/index.ts';
import { nameForAuthFile } from '../sessions/name-for-auth-file.ts';
import { type Desk, notice } from './desk.ts';
import type { Submit } from './submit-form.ts';

/** What the forms of the sessions do. */
export const sessionSubmits = {
  async 'edit-session'({ session, context }, { about = '' }, values) {
    const file = context().sessions.all.find(({ name }) => name === about);
    const before = { prefix: file?.prefix, note: file?.note, proxyUrl: file?.proxyUrl };
    const fields: { -readonly [Name in keyof AuthFileFields]: AuthFileFields[Name] } = {};
    for (const name of ['prefix', 'note', 'proxyUrl'] as const) {
      const text = values[name]?.trim();
      if (text !== undefined && text !== (before[name] ?? '')) fields[name] = text || null;
    }
    const priority = values.priority?.trim();
    if (priority !== undefined && priority !== String(file?.priority ?? '')) {
      if (!/^-?\d{0,9}$/.test(priority)) {
        return {
          ...failure('invalid', 'Priority is a whole number; higher ones are used first.'),
          field: 'priority',
        };
      }
      fields.priority = priority === '' ? null : Number(priority);
    }
    if (Object.keys(fields).length === 0) return success({});
    const edited = await session.run(editSession, { name: about, fields });
    return edited.ok ? success({ select: about }) : edited;
  },
  async 'upload-auth-file'(desk, _form, values) {
    const found = await filesOf(desk, values);
    if (!found.ok) return found;
    const [prefix, channel] = [values.prefix?.trim(), values.channel?.trim()];
    const overwrite = values.there === 'write over it';
    let last: string | undefined;
    for (const { name, text, keepName } of found.value) {
      const input = {
        name,
        text,
        keepName,
        overwrite,
        ...(prefix && { prefix }),
        ...(channel && { channel }),
      };
      const uploaded = await desk.session.run(uploadAuthFile, input);
      // The form stays: another name, or over the one that is there.
      if (!uploaded.ok) return uploaded.kind === 'conflict' ? { ...uploaded, kind: 'invalid' } : uploaded;
      last = uploaded.value.name;
    }
    return success(last === undefined ? {} : { select: last });
  },
  async 'download-auth-file'(desk, { about = '' }, values) {
    const path = values.path?.trim() ?? '';
    if (path === '') return { ...failure('invalid', 'Say where the file is to be saved.'), field: 'path' };
    const text = await desk.session.run(downloadAuthFile, { name: about });
    if (!text.ok) return text;
    const overwrite = values.there === 'write over it';
    const saved = await desk.session.files.save(path, text.value, { overwrite });
    if (!saved.ok) return { ...saved, kind: 'invalid', field: 'path' };
    notice(desk, 'ok', `Saved as ${saved.value.path}, readable by you alone.`);
    return success({});
  },
} satisfies Record<string, Submit>;

interface Upload {
  readonly name: string;
  readonly text: Secret;
  readonly keepName?: boolean;
}

/** All that is named and pasted; one that cannot be read stops all, before anything is sent. */
async function filesOf(
  { session, now }: Desk,
  { paths = '', text = '', name = '' }: Readonly<Record<string, string>>,
): Promise<Outcome<readonly Upload[]>> {
  const uploads: Upload[] = [];
  for (const path of paths.split(',').filter((part) => part.trim() !== '')) {
    const read = await session.files.read(path);
    if (!read.ok) return read;
    uploads.push({ name: read.value.path.split(/[/\\]/).at(-1) ?? path.trim(), text: read.value.text });
  }
  if (text.trim() !== '') {
    const made =
      name.trim() === '' ? nameForAuthFile(text, now()) : name.trim().replace(/(\.json)?$/, '.json');
    uploads.push({ name: made, text: new Secret(text), keepName: name.trim() !== '' });
  }
  return uploads.length > 0 ? success(uploads) : failure('invalid', 'Name a file, or paste the text of one.');
}
