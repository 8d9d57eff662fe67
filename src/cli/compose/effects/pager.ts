import { type Io, withoutPasswords } from '../../io.ts';

/** A text in the user's pager, through a shell, as PAGER may carry options. false: it could not be started. */
export async function page({ env }: Pick<Io, 'env'>, text: string): Promise<boolean> {
  const { execa } = await import('execa');
  const { exitCode } = await execa('/bin/sh', ['-c', env.PAGER ?? ''], {
    input: `${text}\n`,
    stdout: 'inherit',
    stderr: 'inherit',
    reject: false,
    // As other programs have it: short text stays on the screen, and colors are colors.
    env: { LESS: 'FRX', ...env, ...withoutPasswords },
  });
  // 126, 127: the shell found no such program.
  return exitCode !== undefined && exitCode < 126;
}
