import { dirname } from 'node:path';
import { atomicWrite } from '../../base/files/atomic-write.ts';
import { ensureFolder } from '../../base/files/private-folder.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import { quoted } from '../edit/scalar-text.ts';
import { fileFailure } from './file-failure.ts';

export interface FirstConfig {
  readonly clientKey: Secret;
  /** Plain here; the server replaces it by its bcrypt hash at its first start (B1). */
  readonly managementSecret: Secret;
  readonly port: number;
  readonly authDir?: string;
}

/** Writes the config of a first run: readable, commented, bound to 127.0.0.1, 0600. Never replaces a file. */
export async function createConfig(path: string, first: FirstConfig): Promise<Outcome<void>> {
  try {
    await ensureFolder(dirname(path));
    await atomicWrite(path, firstConfigText(first), { mode: 0o600, overwrite: false });
    return success(undefined);
  } catch (error) {
    return fileFailure(error, 'make', path);
  }
}

export function firstConfigText({ clientKey, managementSecret, port, authDir }: FirstConfig): string {
  return `# Settings of cli-proxy, made on its first run. config.example.yaml describes every field.
# Other programs may change this file while the server runs; a change acts at once.

# Only this machine can connect. "0.0.0.0" listens on every network: set up tls below first.
host: "127.0.0.1"
port: ${port}

# HTTPS: paths of a certificate and its key (PEM).
tls:
  enable: false
  cert: ""
  key: ""

# Management API, which the console uses. The server replaces the secret by its bcrypt hash when it starts.
remote-management:
  allow-remote: false
  secret-key: ${quoted(managementSecret.reveal())}

# Accounts, labels of keys, backups and the audit log live here.
auth-dir: ${quoted(authDir ?? '~/.cli-proxy-api')}

# One key for each team, environment or person. An empty list lets everyone in.
api-keys:
  - ${quoted(clientKey.reveal())}

# Ask for a client key on WebSocket connections too.
ws-auth: true

debug: false
usage-statistics-enabled: true
`;
}
