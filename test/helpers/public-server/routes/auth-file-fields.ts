import { type Fields, isFields } from '../answers.ts';

/** The file with the changes in it, or the text of a refusal. Any key is stored; dots make nested objects. */
export function patchFields(data: Fields, changes: Fields): Fields | string {
  const { weight, request_retry: retry } = changes;
  if (weight !== undefined && weight !== null && !Number.isInteger(weight))
    return 'weight must be an integer';
  if (Number(weight ?? 0) > 1_000_000) return 'weight must not exceed 1000000';
  if (retry !== undefined && retry !== null && !Number.isInteger(retry)) {
    return 'request_retry must be an integer or null';
  }
  const next = structuredClone(data);
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'headers' && isFields(value)) setHeaders(next, value);
    else if (value === null && (name === 'weight' || name === 'request_retry')) delete next[name];
    else setNested(next, name.split('.'), value);
  }
  return { disabled: false, ...next };
}

/** Headers merge; an empty one goes, and with the last one the whole field. */
function setHeaders(data: Fields, value: Fields): void {
  const old = isFields(data.headers) ? data.headers : {};
  const left = Object.entries({ ...old, ...value }).filter(([, one]) => one !== '');
  if (left.length > 0) data.headers = Object.fromEntries(left);
  else delete data.headers;
}

function setNested(data: Fields, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    data[name] = value;
    return;
  }
  const inner: Fields = isFields(data[name]) ? data[name] : {};
  data[name] = inner;
  setNested(inner, rest, value);
}
