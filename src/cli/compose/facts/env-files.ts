import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readRegularFile } from '../../../base/files/read-regular-file.ts';
import type { Secret } from '../../../base/secrets/secret.ts';
import type { EnvFact } from '../../../contract/facts.ts';
import { environmentVariables } from '../../../providers/environment-keys.ts';

/** Variables that this program, its server and its providers read. */
const ours: ReadonlySet<string> = new Set([
  'CLI_PROXY_PASSWORD',
  'MANAGEMENT_PASSWORD',
  ...environmentVariables,
]);
/** What stands in examples is no secret. */
const example = /\.(example|sample|template|dist)$/i;

/**
 * `.env` files of these folders that concern the server: those beside config.yaml, and others that hold one of its
 * keys or a variable of ours. @param beside the folder of config.yaml
 */
export async function findEnvFiles(
  folders: readonly string[],
  beside: string,
  secrets: readonly Secret[],
): Promise<readonly EnvFact[]> {
  const values = new Set(secrets.map((secret) => secret.reveal()));
  const files = await Promise.all(folders.map((folder) => filesIn(folder, folder === beside, values)));
  return files.flat();
}

async function filesIn(folder: string, all: boolean, values: ReadonlySet<string>): Promise<EnvFact[]> {
  const names = await readdir(folder).catch(() => []);
  const wanted = names.filter((name) => /^\.env(\.[\w-]+)*$/.test(name) && !example.test(name));
  const found = await Promise.all(
    wanted.map(async (name): Promise<EnvFact[]> => {
      const path = join(folder, name);
      const variables = await variablesOf(path);
      const holds = variables.filter(([, value]) => values.has(value)).map(([variable]) => variable);
      const concerns = all || holds.length > 0 || variables.some(([variable]) => ours.has(variable));
      return concerns ? [{ path, holds }] : [];
    }),
  );
  return found.flat();
}

async function variablesOf(path: string): Promise<(readonly [name: string, value: string])[]> {
  try {
    const { bytes } = await readRegularFile(path);
    // Node 20 knows no `export NAME=value`.
    const text = bytes.toString('utf8').replaceAll(/^\s*export\s+/gm, '');
    return Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? ''] as const);
  } catch {
    return [];
  }
}
