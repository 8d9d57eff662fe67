import type { FileFact } from '../../contract/facts.ts';

/** What a file is called where its path stands beside. */
export function nameOfFile({ path, role }: Pick<FileFact, 'path' | 'role'>): string {
  if (role === 'auth-dir') return 'auth-dir';
  const name = path.split(/[\\/]/).at(-1) ?? path;
  return role === 'console' && name !== '.console' ? `.console/…/${name}` : name;
}
