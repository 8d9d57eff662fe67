import type { BackendConfigFile, ChosenConfig } from '../../backend/backend.ts';
import { restartNeeded } from '../../contract/change.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Operation } from '../operation.ts';

/** The server takes up what config.yaml says, where it has not noticed an edit of it. */
export const loadConfigFile: Operation<Record<never, never>, ChosenConfig> = {
  id: 'load-config',
  title: 'loading config.yaml into the server',
  run: (context) => choose(context, (file, signal) => file.load(signal), 'The server has loaded config.yaml'),
};

/** config.yaml gets what the server runs with, and the edit that the server has not loaded is kept as a backup. */
export const keepServerConfig: Operation<Record<never, never>, ChosenConfig> = {
  id: 'keep-config',
  title: "restoring the server's config to config.yaml",
  run: (context) =>
    choose(context, (file, signal) => file.keep(signal), "config.yaml has the server's config"),
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
        ? `No server was asked, so there is nothing to choose: sign in to the one that runs with ${place}.`
        : `The server at ${place} loads config.yaml by itself as soon as the file is valid.`,
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
          ...(backup === undefined ? [] : [`The edited text is kept in ${backup}.`]),
          ...(applied ? [] : [restartNeeded]),
        ].join(' ');
  return success({ result: chosen.value, message, fingerprints: [], names: parts });
}
