import type { BackendConfigFile, ChosenConfig } from '../../backend/backend.ts';
import { restartNeeded } from '../../contract/change.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';

/** The server takes up what config.yaml says, where it has not noticed an edit of it. */
export const loadConfigFile: Operation<Record<never, never>, ChosenConfig> = {
  id: 'load-config',
  title: 'loading config.yaml into the server',
  run: (context) =>
    choose(context, (file, signal) => file.load(signal), 'Loaded config.yaml into the server'),
};

/** config.yaml gets what the server runs with, and the edit that the server has not loaded is kept as a backup. */
export const keepServerConfig: Operation<Record<never, never>, ChosenConfig> = {
  id: 'keep-config',
  title: "restoring the server's config to config.yaml",
  run: (context) =>
    choose(context, (file, signal) => file.keep(signal), "Restored the server's config to config.yaml"),
};

async function choose(
  { backend, signal }: Parameters<(typeof loadConfigFile)['run']>[0],
  act: (file: BackendConfigFile, signal?: AbortSignal) => Promise<Outcome<ChosenConfig>>,
  said: string,
): ReturnType<(typeof loadConfigFile)['run']> {
  const { configFile, place } = backend;
  if (!configFile) {
    return failure(
      'unsupported',
      backend.kind === 'disk'
        ? `Not connected to a server. Sign in to the one that runs with ${place}.`
        : `The server at ${place} loads config.yaml automatically when the file is valid.`,
    );
  }
  const chosen = await act(configFile, signal);
  if (!chosen.ok) return chosen;
  const { parts, backup, applied } = chosen.value;
  const message =
    parts.length === 0
      ? 'The server already runs with config.yaml. No changes made.'
      : [
          `${said} (${parts.join(', ')}).`,
          ...(backup === undefined ? [] : [`The replaced text is saved in ${backup}.`]),
          ...(applied ? [] : [restartNeeded]),
        ].join(' ');
  return success({ result: chosen.value, message, fingerprints: [], names: parts });
}
