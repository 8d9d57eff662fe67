import { success } from '../../contract/outcome.ts';
import { type EnvironmentKeys, keysInEnvironment } from '../../providers/environment-keys.ts';
import { type AmpView, ampViewOf, ampWords } from '../../providers/kinds/amp-view.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import type { Inquiry, OperationContext } from '../operation.ts';
import { ampRefusal } from './change-amp.ts';
import { words } from './words.ts';

export type { AmpView } from '../../providers/kinds/amp-view.ts';
export { ampWords };

interface ShowAmpResult {
  readonly view: AmpView;
  /**
   * Set where the server has no Amp: one message, which warns when a block in config.yaml is about to be
   * lost.
   */
  readonly absent: string | undefined;
}

/** F2: for every client key the upstream key that it gets, and why. */
export const showAmp: Inquiry<Record<never, never>, ShowAmpResult> = {
  id: 'show-amp',
  get title() {
    return words().show.title;
  },
  audited: false,
  async run(context) {
    const { backend, signal } = context;
    const loaded = await backend.load(signal);
    if (!loaded.ok) return loaded;
    const { config, clientKeys } = loaded.value;
    const absent = ampRefusal(context) && (await absentWords(context));
    const found = ampViewOf(config, clientKeys, await environmentOf(context));
    const upstreamUrl = found.upstreamUrl && shownUrl(found.upstreamUrl);
    const message = upstreamUrl === undefined ? words().show.off : words().show.at(upstreamUrl);
    const view = { ...found, upstreamUrl };
    return success({ result: { view, absent }, message: absent ?? message, fingerprints: [] });
  },
};

/** A server that has no Amp shows nothing of the block, so the file is asked. */
async function absentWords({ backend, signal }: OperationContext): Promise<string> {
  const text = await backend.readConfigText(signal);
  const none = words().show.unsupported(backend.place);
  if (!text.ok || !/^ampcode[ \t]*:/m.test(text.value.text)) return none;
  return words().show.willGo(none);
}

/** Of the server; undefined if not known. */
async function environmentOf({
  backend,
  environment,
  signal,
}: OperationContext): Promise<EnvironmentKeys | undefined> {
  const states = await backend.providers?.states(signal);
  if (states?.ok && states.value.environment) return states.value.environment;
  return backend.kind === 'disk' && environment ? keysInEnvironment(environment) : undefined;
}
