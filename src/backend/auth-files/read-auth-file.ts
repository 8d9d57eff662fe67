import * as v from 'valibot';
import { type Fingerprint, fingerprint } from '../../base/secrets/fingerprint.ts';
import { withoutMark } from '../../base/secrets/secret-text.ts';
import type { AuthFile } from '../../contract/auth-file.ts';
import { brokenRule } from '../../contract/broken-rule.ts';
import { foreignReason } from '../../providers/accounts/adopt-auth-file.ts';
import { knownFields } from '../../providers/accounts/auth-file.ts';
import { accountProvider } from '../../providers/accounts/auth-file-kinds.ts';
import { type Fields, fieldsOf, textIn } from '../../providers/json-fields.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import { words } from './words.ts';

/** What the text of an auth file says: facts, and a name for its tokens that does not give them away. */
interface ReadAuthFile {
  readonly facts: Omit<AuthFile, 'name'>;
  /** Another one after a new login and after each renewal. */
  readonly credential: Fingerprint | undefined;
}

export function readAuthFile(text: string): ReadAuthFile {
  const parsed = parseFields(text);
  if (typeof parsed === 'string') return broken({ disabled: false }, parsed);
  const type = textIn(parsed, 'type');
  const own = ownFacts(parsed);
  const kind = type === undefined ? undefined : accountProvider(type)?.authFile;
  const foreign = kind ? undefined : foreignReason(parsed);
  if (foreign !== undefined) return broken(own, foreign);
  if (type === undefined) return broken(own, words().broken.noType);
  const reported = kind?.facts(parsed) ?? { account: textIn(parsed, 'email') };
  const { refreshedAt, ...rest } = reported;
  const facts = {
    provider: type,
    ...knownFields(rest),
    ...own,
    ...(refreshedAt !== undefined && { lastRefresh: { at: refreshedAt, ok: true } }),
  };
  const problem = kind && problemOf(kind.schema, parsed);
  return problem === undefined ? { facts, credential: credentialOf(parsed) } : broken(facts, problem);
}

/**
 * The members of an auth file, or why it has none: the end of a sentence. The public servers read its type in
 * any letters, so it is given in small ones.
 */
export function parseFields(text: string): Fields | string {
  if (text.trim() === '') return words().broken.empty;
  try {
    const fields = fieldsOf(JSON.parse(withoutMark(text)));
    if (typeof fields?.type !== 'string') return fields ?? words().broken.noObject;
    return { ...fields, type: fields.type.trim().toLowerCase() };
  } catch {
    return words().broken.noJson;
  }
}

/** What a schema finds wrong, naming the place and never a value: the end of a sentence. */
export function problemOf(schema: v.GenericSchema, fields: Fields): string | undefined {
  const checked = v.safeParse(schema, fields, { abortEarly: true });
  if (checked.success) return undefined;
  const [issue] = checked.issues;
  const place = v.getDotPath(issue);
  if (place === null) return issue.message;
  return issue.input === undefined
    ? words().broken.lacks(place)
    : words().broken.wrong(place, brokenRule(issue));
}

/** What the user has set on the file (recorded auth-files.json). */
function ownFacts(file: Fields): Omit<AuthFile, 'name'> {
  const { priority, disabled } = file;
  const proxyUrl = textIn(file, 'proxy_url');
  const listed = knownFields({
    weight: numberIn(file.weight),
    request_retry: numberIn(file.request_retry),
    websockets: typeof file.websockets === 'boolean' ? file.websockets : undefined,
  });
  return {
    disabled: disabled === true,
    ...knownFields({
      prefix: textIn(file, 'prefix'),
      note: textIn(file, 'note'),
      proxyUrl: proxyUrl && shownUrl(proxyUrl),
      priority: numberIn(priority),
    }),
    ...(Object.keys(listed).length > 0 && { listed }),
  };
}

function broken(facts: Omit<AuthFile, 'name'>, reason: string): ReadAuthFile {
  const sentence = words().broken.sentence(reason);
  return { facts: { ...facts, broken: sentence }, credential: undefined };
}

const secretNames = ['refresh_token', 'access_token', 'api_key', 'cookie', 'private_key'];

function credentialOf(file: Fields): Fingerprint | undefined {
  const places: Fields[] = [file];
  for (const value of Object.values(file)) places.push(fieldsOf(value) ?? {});
  const found = secretNames.flatMap((name) => places.flatMap((place: Fields) => textIn(place, name) ?? []));
  return found.length === 0 ? undefined : fingerprint(found.join('\n'));
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined;
