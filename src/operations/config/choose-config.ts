import type { BackendConfigFile, ChosenConfig } from '../../backend/backend.ts';
import { commas } from '../../base/text/commas.ts';
import { restartNeeded } from '../../contract/change.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';
import { words } from './words.ts';

/** The server takes up what config.yaml says, where it has not noticed an edit of it. */
export const loadConfigFile: Operation<Record<never, never>, ChosenConfig> = {
  id: 'load-config',
  get title() {
    return words().choose.loading;
  },
  run: (context) => choose(context, (file, signal) => file.load(signal), words().choose.loaded),
};

/** config.yaml gets what the server runs with, and the edit that the server has not loaded is kept as a backup. */
export const keepServerConfig: Operation<Record<never, never>, ChosenConfig> = {
  id: 'keep-config',
  get title() {
    return words().choose.keeping;
  },
  run: (context) => choose(context, (file, signal) => file.keep(signal), words().choose.kept),
};

async function choose(
  { backend, signal }: Parameters<(typeof loadConfigFile)['run']>[0],
  act: (file: BackendConfigFile, signal?: AbortSignal) => Promise<Outcome<ChosenConfig>>,
  said: (parts: string) => string,
): ReturnType<(typeof loadConfigFile)['run']> {
  const { configFile, place } = backend;
  if (!configFile) {
    return failure(
      'unsupported',
      backend.kind === 'disk' ? words().choose.notConnected(place) : words().choose.automatic(place),
    );
  }
  const chosen = await act(configFile, signal);
  if (!chosen.ok) return chosen;
  const { parts, backup, applied } = chosen.value;
  const message =
    parts.length === 0
      ? words().choose.same
      : [
          said(parts.join(commas().items)),
          ...(backup === undefined ? [] : [words().choose.backup(backup)]),
          ...(applied ? [] : [restartNeeded()]),
        ].join(commas().sentences);
  return success({ result: chosen.value, message, fingerprints: [], names: parts });
}
