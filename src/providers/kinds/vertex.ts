import { createPrivateKey } from 'node:crypto';
import * as v from 'valibot';
import { type Adopted, type AuthFileKind, knownFields } from '../accounts/auth-file.ts';
import { words } from '../accounts/words.ts';
import { baseUrlField, keyListFields } from '../fields/key-fields.ts';
import { type Fields, fieldsOf, textIn } from '../json-fields.ts';
import type { Provider } from '../provider.ts';
import { passthroughProvider } from './partial-providers.ts';

/** A Google service account: it has a private key that makes tokens, and no token that expires. */
const vertexAuthFile: AuthFileKind = {
  types: ['vertex'],
  schema: v.looseObject({
    type: v.pipe(v.string(), v.toLowerCase(), v.literal('vertex')),
    service_account: v.looseObject({ private_key: v.pipe(v.string(), v.minLength(1)) }),
  }),
  facts(file) {
    const service = fieldsOf(file.service_account);
    return {
      account: textIn(file, 'email') ?? textIn(service, 'client_email'),
      project: textIn(file, 'project_id') ?? textIn(service, 'project_id'),
    };
  },
  /** The JSON key of a service account, as Google issues it. */
  adopt(file) {
    const type = textIn(file, 'type')?.toLowerCase();
    if (type === 'service_account') return ofServiceAccount(file);
    return type !== undefined && otherCredentials.includes(type) ? words().otherCredential(type) : undefined;
  },
};

const otherCredentials = [
  'authorized_user',
  'external_account',
  'external_account_authorized_user',
  'impersonated_service_account',
  'gdch_service_account',
];

/** As the public server makes it of an import (POST vertex/import), with its default region. */
function ofServiceAccount(file: Fields): Adopted | string {
  const project = textIn(file, 'project_id')?.trim();
  const key = rsaKeyOf(textIn(file, 'private_key'));
  if (key === undefined) return words().noRsaKey;
  if (!project) return words().noProject;
  const fields = knownFields({
    type: 'vertex',
    service_account: { ...file, private_key: key },
    project_id: project,
    email: textIn(file, 'client_email')?.trim(),
    location: 'us-central1',
  });
  const name = `vertex-${project.replace(/[/\\:]/g, '_').replaceAll(' ', '-')}`;
  return { from: words().serviceAccount, name, fields };
}

/** In the form that the public server writes; a key that went through a shell may have escaped line breaks. */
function rsaKeyOf(text: string | undefined): string | undefined {
  try {
    const key = createPrivateKey((text ?? '').replace(/\\n|\r\n?/g, '\n').trim());
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    return key.export({ type: 'pkcs1', format: 'pem' }).toString();
  } catch {
    return undefined;
  }
}

/** Google's Vertex AI by API key or service account: shown and stored only (D4). */
export const vertex: Provider = {
  authFile: vertexAuthFile,
  ...passthroughProvider({
    id: 'vertex',
    title: 'Vertex',
    list: 'vertex-api-key',
    notServed: 'it does not support the Vertex protocol',
    fields: keyListFields(baseUrlField(false)),
  }),
};
