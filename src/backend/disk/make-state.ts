import type { ConsoleFolder } from '../../config/console-folder/console-folder.ts';
import { fileModeWarnings } from '../../config/file/file-modes.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { ServerState } from '../backend.ts';
import { clientKeysOf, rememberFingerprints } from '../client-keys.ts';
import type { ConfigStanding, InForce } from './config-in-force.ts';
import type { FolderContent } from './remembered-folder.ts';

type MakeState = (
  standing: ConfigStanding,
  content: FolderContent | undefined,
  folder: ConsoleFolder | undefined,
  /** Why the files are not followed, and what was left in others. */
  faults: readonly string[],
) => Promise<Outcome<ServerState>>;

/** Puts a state together from what the files hold; the list of keys is made anew only when one of them changed. */
export function createStateMaker(path: string): MakeState {
  const fingerprintOf = rememberFingerprints();
  let made:
    | { inForce: InForce; content: FolderContent | undefined; clientKeys: ServerState['clientKeys'] }
    | undefined;
  return async ({ inForce, problem }, content, folder, faults) => {
    if ('kind' in inForce) return inForce;
    if (made?.inForce !== inForce || made.content !== content) {
      const clientKeys = clientKeysOf(
        inForce.config,
        content?.records ?? [],
        content?.activity,
        fingerprintOf,
      );
      made = { inForce, content, clientKeys };
    }
    // Modes change without a change of content, so they are looked at each time.
    const beside = folder ? [folder.authDir ?? folder.path, folder.path, folder.keyRecordsPath] : [];
    const modes = await fileModeWarnings([...new Set([path, ...beside])]);
    const warnings = [
      ...faults,
      ...modes,
      ...(content?.warnings ?? []),
      ...inForce.warnings.map((it) => it.message),
    ];
    const { config, revision } = inForce;
    return success({ config, revision, clientKeys: made.clientKeys, problem, warnings });
  };
}
