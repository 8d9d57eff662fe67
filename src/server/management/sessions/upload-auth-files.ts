import { Secret } from '../../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { adoptAuthFile } from '../../../providers/accounts/adopt-auth-file.ts';
import { type Answer, json, statusOk } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import type { ManagementCall } from '../management-call.ts';
import { nameFault } from './auth-file-entry.ts';

interface Sent {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly channel?: string | undefined;
  readonly prefix?: string | undefined;
}

/** Multipart with one or more files, `channel` and `prefix` (B6), or JSON with `?name=`; over a file that is there. */
export async function uploadAuthFiles(call: ManagementCall): Promise<Answer> {
  const type = String(call.headers['content-type'] ?? '');
  if (/^multipart\/form-data/i.test(type)) {
    const sent = await readForm(type, call.body);
    return sent.ok ? uploadForm(call, sent.value) : json(400, { error: sent.message });
  }
  const name = call.query.get('name');
  const fault = nameFault(name);
  if (fault !== undefined || name === null) return json(400, { error: fault });
  const wish = {
    channel: call.query.get('channel') ?? undefined,
    prefix: call.query.get('prefix') ?? undefined,
  };
  const done = await upload(call, name, call.body, wish);
  return done.ok ? stored(name, done.value) : failureAnswer(done, `invalid auth file: ${done.message}`, 400);
}

async function uploadForm(call: ManagementCall, sent: Sent): Promise<Answer> {
  const done: string[] = [];
  const failed: { name: string; error: string }[] = [];
  for (const { name, text } of sent.files) {
    const landed = /\.json$/i.test(name) ? await upload(call, name, text, sent) : notJson;
    if (landed.ok) done.push(landed.value);
    else failed.push({ name, error: landed.message });
  }
  const [first] = failed;
  if (done.length === 0) return json(400, { error: first?.error ?? 'no files uploaded' });
  if (first) return json(207, { status: 'partial', uploaded: done.length, files: done, failed });
  const [only] = sent.files;
  return done.length === 1 && only
    ? stored(only.name, done[0] ?? '')
    : json(200, { status: 'ok', uploaded: done.length, files: done });
}

/** What was made of another program's file lies under another name. */
const stored = (sent: string, name: string): Answer =>
  sent === name ? statusOk : json(200, { status: 'ok', uploaded: 1, files: [name] });

/** The name that the file has got. */
async function upload(
  { sessions, writes, usage }: ManagementCall,
  sent: string,
  text: string,
  { channel, prefix }: Pick<Sent, 'channel' | 'prefix'>,
): Promise<Outcome<string>> {
  const files = sessions.files();
  if (!files.ok) return files;
  const adopted = adoptAuthFile(text, channel, usage.now());
  if (!adopted.ok) return adopted;
  const file = adopted.value ?? { name: sent, text };
  const wish = { ...(channel && { channel }), ...(prefix && { prefix }) };
  const done = await writes(() =>
    files.value.upload(file.name, new Secret(file.text), { overwrite: true, ...wish }),
  );
  return done.ok ? success(file.name) : done;
}

const notJson = failure('invalid', 'file must be .json');

/** The parts of a form, whatever its files are called there; Node reads the format. */
async function readForm(type: string, body: string): Promise<Outcome<Sent>> {
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch {
    return failure('invalid', 'no files uploaded');
  }
  const files: { name: string; text: string }[] = [];
  for (const [, value] of form) {
    if (typeof value !== 'string') files.push({ name: value.name, text: await value.text() });
  }
  if (files.length === 0) return failure('invalid', 'no files uploaded');
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return success({ files, channel: field('channel'), prefix: field('prefix') });
}
