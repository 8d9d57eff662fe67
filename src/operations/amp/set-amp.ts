import { fingerprint } from '../../base/secrets/fingerprint.ts';
import type { Secret } from '../../base/secrets/secret.ts';
import { commas } from '../../base/text/commas.ts';
import { failure, success } from '../../contract/outcome.ts';
import { checkSecret, checkUrl } from '../../providers/fields/field-checks.ts';
import { shownUrl } from '../../providers/name-provider-key.ts';
import type { Operation } from '../operation.ts';
import { changeAmp } from './change-amp.ts';
import { words } from './words.ts';

interface SetAmpInput {
  /** null removes it: Amp is off then. Absent: as it is. */
  readonly upstreamUrl?: string | null;
  /** What client keys without a mapping get; null removes it. */
  readonly defaultKey?: Secret | null;
}

interface SetAmpResult {
  readonly upstreamUrl: string | undefined;
  readonly defaultMask: string | undefined;
}

/** F1: where Amp is, and the upstream key of the clients that no mapping names. */
export const setAmp: Operation<SetAmpInput, SetAmpResult> = {
  id: 'set-amp',
  get title() {
    return words().set.title;
  },
  async run(context, { upstreamUrl, defaultKey }) {
    const wrong =
      (upstreamUrl ? checkUrl(upstreamUrl) : undefined) ??
      (defaultKey ? checkSecret(defaultKey.reveal()) : undefined);
    if (wrong !== undefined) return failure('invalid', wrong);
    return changeAmp(context, (before) => {
      const after = {
        ...before,
        ...(upstreamUrl !== undefined && { 'upstream-url': upstreamUrl }),
        ...(defaultKey !== undefined && { 'upstream-api-key': defaultKey?.reveal() ?? null }),
      };
      const said = [
        ...(upstreamUrl === undefined
          ? []
          : [upstreamUrl === null ? words().set.off : words().set.url(upstreamUrl)]),
        ...(defaultKey === undefined
          ? []
          : [defaultKey === null ? words().set.noKey : words().set.key(defaultKey.mask)]),
      ];
      const former = before['upstream-api-key'];
      const keys = defaultKey === undefined ? [] : [former, defaultKey?.reveal()];
      return success({
        after,
        result: {
          upstreamUrl: shownUrl(after['upstream-url'] ?? '') || undefined,
          defaultMask: defaultKey?.mask,
        },
        message: said.join(commas().sentences),
        fingerprints: keys.flatMap((key) => (key ? [fingerprint(key)] : [])),
        undone: words().set.undone,
      });
    });
  },
};
