import { parseJson } from '../../../base/json/parse-json.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import { adoptAuthFile } from '../../../providers/accounts/adopt-auth-file.ts';
import { type Answer, json, statusOk } from '../../http/answer.ts';
import { failureAnswer } from '../../http/failure-answer.ts';
import { isMapping } from '../list-edits.ts';
import type { ManagementRequest } from '../management-request.ts';
import { nameError } from './auth-file-entry.ts';

interface Sent {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  readonly channel?: string | undefined;
  readonly prefix?: string | undefined;
  /** Of a Vertex account. */
  readonly location?: string | undefined;
}

/** Multipart with one or more files, `channel` and `prefix` (B6), or JSON with `?name=`; overwrites an existing file. */
export async function uploadAuthFiles(call: ManagementRequest): Promise<Answer> {
  const type = String(call.headers['content-type'] ?? '');
  if (/^multipart\/form-data/i.test(type)) {
    const sent = await readForm(type, call.body);
    return sent.ok ? uploadForm(call, sent.value) : json(400, { error: sent.message });
  }
  const name = call.query.get('name');
  const error = nameError(name);
  if (error !== undefined || name === null) return json(400, { error: error });
  const options = {
    channel: call.query.get('channel') ?? undefined,
    prefix: call.query.get('prefix') ?? undefined,
  };
  const done = await upload(call, name, call.body, options);
  return done.ok ? stored(name, done.value) : failureAnswer(done, `invalid auth file: ${done.message}`, 400);
}

/**
 * Recorded: the JSON key of a Google service account in `file`, and its region in `location`. The names of the
 * answer are those of the public server.
 */
export async function importVertex(call: ManagementRequest): Promise<Answer> {
  const sent = await readForm(String(call.headers['content-type'] ?? ''), call.body);
  const file = sent.ok ? sent.value.files[0] : undefined;
  if (!sent.ok || !file) return json(400, { error: 'file required' });
  const { location } = sent.value;
  const done = await upload(call, file.name, file.text, { channel: 'vertex', location });
  if (!done.ok) return json(400, { error: 'invalid service account', message: done.message });
  const files = call.sessions.files();
  const stored = files.ok ? await files.value.inspect(done.value) : files;
  const { project, account } = stored.ok ? stored.value : {};
  return json(200, {
    status: 'ok',
    'auth-file': done.value,
    project_id: project ?? '',
    email: account ?? '',
    location: location ?? vertexRegion,
  });
}

/** The region of an account that names none, as the public server has it. */
const vertexRegion = 'us-central1';

async function uploadForm(call: ManagementRequest, { files, channel, prefix }: Sent): Promise<Answer> {
  const done: string[] = [];
  const failed: { name: string; error: string }[] = [];
  for (const { name, text } of files) {
    const uploaded = /\.json$/i.test(name) ? await upload(call, name, text, { channel, prefix }) : notJson;
    if (uploaded.ok) done.push(uploaded.value);
    else failed.push({ name, error: uploaded.message });
  }
  const [first] = failed;
  if (done.length === 0) return json(400, { error: first?.error ?? 'no files uploaded' });
  if (first) return json(207, { status: 'partial', uploaded: done.length, files: done, failed });
  const [only] = files;
  return done.length === 1 && only
    ? stored(only.name, done[0] ?? '')
    : json(200, { status: 'ok', uploaded: done.length, files: done });
}

/** A file made from another program's file has another name. */
const stored = (sent: string, name: string): Answer =>
  sent === name ? statusOk : json(200, { status: 'ok', uploaded: 1, files: [name] });

/** The name of the saved file. */
async function upload(
  { sessions, writes, usage }: ManagementRequest,
  sent: string,
  content: string,
  { channel, prefix, location }: Omit<Sent, 'files'>,
): Promise<Outcome<string>> {
  const files = sessions.files();
  if (!files.ok) return files;
  const adopted = adoptAuthFile(content, channel, usage.now());
  if (!adopted.ok) return adopted;
  const { name, text: own } = adopted.value ?? { name: sent, text: content };
  const members = location === undefined ? undefined : parseJson(own);
  const text = isMapping(members) ? JSON.stringify({ ...members, location }) : own;
  const options = { ...(channel && { channel }), ...(prefix && { prefix }) };
  const done = await writes(() =>
    files.value.upload(name, new Secret(text), { overwrite: true, ...options }),
  );
  return done.ok ? success(name) : done;
}

const notJson = failure('invalid', 'file must be .json');

/** The parts of a form, whatever their names; parsed by Node. */
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
  return success({ files, channel: field('channel'), prefix: field('prefix'), location: field('location') });
}
