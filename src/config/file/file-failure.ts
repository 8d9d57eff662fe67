import { type Failure, failure } from '../../contract/outcome.ts';
import { words } from './words.ts';

/** What was to be done with a file. */
export type FileAct = keyof ReturnType<typeof words>['acts'];

/**
 * A file system error as one sentence: `Cannot write /etc/x/config.yaml: the disk is full; free some space
 * …`.
 */
export function fileFailure(error: unknown, act: FileAct, path: string): Failure {
  const code = errorCode(error);
  if (code === undefined) throw error;
  const { causes, cannot, otherCause } = words();
  const [cause, remedy] = (causes as Readonly<Record<string, readonly string[]>>)[code] ?? otherCause(code);
  return failure('failed', cannot(act, path, cause ?? '', remedy ?? ''));
}

/** `ENOENT` and the like; undefined if not an error of the file system, so a bug. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}
