import { isBcryptHash } from '../../../base/secrets/bcrypt.ts';
import { Secret } from '../../../base/secrets/secret.ts';
import { type Check, found, notChecked } from '../check.ts';
import { inConfig } from '../config-place.ts';

export const plainSecret: Check = {
  id: 'plain-secret',
  title: 'a management secret in plain text',
  meets: 'B1',
  worst: 'error',
  fixes: 'puts its bcrypt hash there; the secret stays the same',
  look(facts) {
    const { file } = facts;
    if (!file.known) return notChecked(file.why);
    const secret = file.value.config['remote-management']?.['secret-key'];
    if (!secret || isBcryptHash(secret)) return found([]);
    return found([
      {
        severity: 'error',
        what: 'The management secret stands in config.yaml in plain text.',
        why: 'Whoever sees the file, or a copy or backup of it, can manage the server with it.',
        remedy: 'Start the server once, which keeps its hash; or rotate it: cli-proxy secret rotate.',
        where: inConfig(facts, ['remote-management', 'secret-key']),
        fix: 'secret-key will be its bcrypt hash; the secret itself stays the same, and your tools go on working.',
        repair: { kind: 'hash-secret', secret: new Secret(secret) },
      },
    ]);
  },
};
