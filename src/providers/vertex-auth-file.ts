import * as v from 'valibot';
import { type AuthFileKind, textIn } from './auth-file.ts';
import { fieldsOf } from './token-counts.ts';

/** A Google service account: no token that expires, but a private key that makes them. */
export const vertexAuthFile: AuthFileKind = {
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
};
