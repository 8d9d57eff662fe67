import { build } from 'esbuild';

/** Which of our files each of our files needs before it can run; types and packages are left out. */
export async function staticImports(
  root: string,
  entryPoints: Record<string, string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'nowhere',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    jsx: 'automatic',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const ours = ({ kind, external }: { kind: string; external?: boolean }) =>
    kind === 'import-statement' && !external;
  return new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      path,
      imports.filter(ours).map((it) => it.path),
    ]),
  );
}

/** These files and all that they need. */
export function reachedFrom(
  starts: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    needs.get(path)?.forEach(visit);
  };
  starts.forEach(visit);
  return reached;
}
