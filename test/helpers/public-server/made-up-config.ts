import { stringify } from 'yaml';
import type { PublicServerOptions } from './types.ts';

export const defaultSecret = 'fake-management-secret-0001';

/** A config.yaml with comments in it, as people write it. */
export function madeUpConfig(options: PublicServerOptions, port: number, authDir: string): string {
  const keys = options.clientKeys ?? ['fake-client-key-alpha-0000000000000001'];
  const settings = stringify({
    'api-keys': keys,
    'usage-statistics-enabled': true,
    'logging-to-file': true,
    ...options.state,
  });
  const secret = JSON.stringify(options.secret ?? defaultSecret);
  return `# Made up for a test
host: "127.0.0.1"
port: ${port}
remote-management:
  # who may change things
  allow-remote: false
  secret-key: ${secret}
auth-dir: ${JSON.stringify(authDir)}
${settings}`;
}
