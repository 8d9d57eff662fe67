import { createConnector } from '../../backend/connect-server.ts';
import { withTexts } from '../../base/text/language.ts';
import type { Io } from '../io.ts';
import type { PublicPlaceOptions } from './public-place.ts';

export interface ConnectorOptions extends PublicPlaceOptions {
  readonly onAsking?: () => void;
}

/** Signs in to ours and to the public servers. */
export function connectorFor(
  { onAsking, ...options }: ConnectorOptions,
  io: Pick<Io, 'now' | 'env' | 'home' | 'cwd'>,
) {
  return createConnector({
    now: io.now,
    ...(onAsking && { onAsking }),
    async publicPlace(url) {
      // Only when a public server answers: nothing else needs it.
      const { publicPlace } = await withTexts(import('./public-place.ts'));
      return publicPlace(url, options, io);
    },
  });
}
