import type { Outside } from '../../../contract/outside.ts';

/** @param serverCa PEM: whom the console trusts for its own server; undefined: the authorities of the system */
export function createOutside(serverCa?: string | undefined): Outside {
  return {
    async exchange(request, onStep, signal) {
      const { exchangeOutside } = await import('./exchange-outside.ts');
      const ca = request.trust === 'server' ? serverCa : undefined;
      return exchangeOutside(request, { ca, onStep, signal });
    },
  };
}
