import type { Fingerprint } from '../../base/fingerprint.ts';
import { Secret } from '../../base/secret.ts';
import { failure, success } from '../../contract/outcome.ts';
import { mapAmpClients, setAmp } from '../../operations/index.ts';
import type { Submit } from './submit-form.ts';

/** What the forms of Amp do. */
export const ampSubmits = {
  async 'set-amp'({ session, context }, _form, values) {
    const { view } = context().amp;
    const { url = '', key = '', without } = values;
    const typed = key.trim();
    const before = view?.upstreamUrl ?? '';
    const changes = {
      ...(url.trim() === before ? {} : { upstreamUrl: url.trim() || null }),
      ...(typed !== '' ? { defaultKey: new Secret(typed) } : without === 'yes' ? { defaultKey: null } : {}),
    };
    if (Object.keys(changes).length === 0) return success({});
    const set = await session.run(setAmp, changes);
    return set.ok ? success({}) : set;
  },
  async 'map-amp'({ session, dispatch }, { about = '' }, values) {
    const key = (values.key ?? '').trim();
    if (key === '') return { ...failure('invalid', 'Paste the upstream key first.'), field: 'key' };
    const clients = about.split(' ') as Fingerprint[];
    const mapped = await session.run(mapAmpClients, { clients, upstream: new Secret(key) });
    if (mapped.ok) dispatch({ type: 'list', screen: 'amp', action: { type: 'unmarked' } });
    return mapped.ok ? success({}) : mapped;
  },
} satisfies Record<string, Submit>;
