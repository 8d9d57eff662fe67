import { type Fields, fieldsOf, json, ok, refusal } from '../answers.ts';
import { goJson } from '../go-json.ts';
import type { Answer, Call, Route } from '../types.ts';
import type { World } from '../world.ts';
import { deleteAuthFiles, uploadAuthFiles } from './auth-file-batches.ts';
import { patchFields } from './auth-file-fields.ts';

const invalidRequest = refusal(400, 'invalid request body');
const notFound = refusal(404, 'auth file not found');

/** Credential files: the list without tokens, the files with them, and what changes them (auth-files.json). */
export function authFileRoutes(world: World): Route[] {
  const told = async (answer: Answer | Promise<Answer>) => {
    const told = await answer;
    if (told.status < 300) world.feed.refresh();
    return told;
  };
  return [
    { method: 'GET', path: 'auth-files', handle: (call) => list(world, call) },
    { method: 'GET', path: 'auth-files/models', handle: (call) => models(world, call) },
    { method: 'GET', path: 'auth-files/download', handle: (call) => download(world, call) },
    { method: 'POST', path: 'auth-files', handle: (call) => told(uploadAuthFiles(world, call)) },
    { method: 'DELETE', path: 'auth-files', handle: (call) => told(deleteAuthFiles(world, call)) },
    { method: 'PATCH', path: 'auth-files/status', handle: (call) => told(setStatus(world, call)) },
    { method: 'PATCH', path: 'auth-files/fields', handle: (call) => told(setFields(world, call)) },
    { method: 'POST', path: 'vertex/import', handle: vertexImport },
  ];
}

function list(world: World, { query }: Call): Answer {
  const [name, index] = [query.get('name'), query.get('auth_index')];
  const files = world.auths
    .list()
    .filter((file) => (!name || file.name === name) && (!index || file.auth_index === index));
  return json({ files });
}

function models(world: World, { query }: Call): Answer {
  const name = query.get('name');
  if (!name) return refusal(400, 'name is required');
  const file = world.auths.entry(name);
  if (!file || file.disabled === true) return json({ models: [] });
  const type = String(file.type);
  const one = (id: string) => ({ display_name: id, id, owned_by: type, type });
  return json({ models: [one(`${type}-fake-1`), one(`${type}-fake-2`)] });
}

function download(world: World, { query }: Call): Answer {
  const name = query.get('name') ?? '';
  if (name === '' || /[/\\]/.test(name)) return refusal(400, 'invalid name');
  if (!name.endsWith('.json')) return refusal(400, 'name must end with .json');
  const text = world.auths.text(name);
  if (text === undefined) return refusal(404, 'file not found');
  const headers = { 'Content-Disposition': `attachment; filename="${name}"` };
  return { status: 200, text, type: 'application/json', headers };
}

function setStatus(world: World, call: Call): Answer {
  const fields = fieldsOf(call);
  if (!fields) return invalidRequest;
  const { name, disabled } = fields;
  if (typeof name !== 'string' || name === '') return refusal(400, 'name is required');
  if (disabled === undefined) return refusal(400, 'disabled is required');
  if (typeof disabled !== 'boolean') return invalidRequest;
  const data = world.auths.data(name);
  if (!data) return notFound;
  world.auths.write(name, goJson({ ...data, disabled }));
  return json({ disabled, status: 'ok' });
}

function setFields(world: World, call: Call): Answer {
  const body = fieldsOf(call);
  if (!body) return invalidRequest;
  const { name, ...changes } = body;
  if (typeof name !== 'string' || name === '') return refusal(400, 'name is required');
  const data = world.auths.data(name);
  if (!data) return notFound;
  if (Object.keys(changes).length === 0) return refusal(400, 'no fields to update');
  const patched = patchFields(data, changes);
  if (typeof patched === 'string') return refusal(400, patched);
  world.auths.write(name, goJson(patched satisfies Fields));
  return ok;
}

/** Only its refusals were recorded. */
function vertexImport(call: Call): Answer {
  if (call.body.length === 0) return refusal(400, 'file required');
  const message = 'private_key is not valid pem: missing pem markers';
  return /-----BEGIN/.test(call.body.toString('utf8'))
    ? ok
    : json({ error: 'invalid service account', message }, 400);
}
