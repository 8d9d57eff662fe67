import type { ClientKey } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { revokeClientKeys } from '../../../operations/client-keys/revoke-client-keys.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { keysNamed } from './on-keys.ts';

const roleOf = ({ record }: ClientKey): string =>
  record?.retiring ? ' (old key)' : record?.replaces ? ' (new key)' : '';

export const keysRevoke: Command = {
  usage: 'KEY...',
  about:
    'Removes keys from config.yaml and from the Amp mappings; requests that use them are rejected immediately. The label of a running rotation selects both of its keys. No server can disable a client key for a while; to stop one later, use cli-proxy keys edit --expires. All or nothing. Asks first.',
  words: [1, 10_000],
  options: {
    ...yesOption,
    'allow-open': {
      type: 'boolean',
      about: 'allow revoking the last key; the server then accepts every request',
    },
  },
  examples: [
    ['cli-proxy keys revoke team-a', 'asks for confirmation'],
    ['cli-proxy keys revoke ci night --yes --json', 'several keys, without asking'],
  ],
  async run(call) {
    const named = await keysNamed(call, 'write', call.words, 'both');
    if (!named.ok) return named;
    const { opened, keys } = named.value;
    const names = keys.map((key) => nameOf(key) + roleOf(key));
    const sure = await call.services.confirm(
      `Revoke ${names.join(', ')}? Clients that use ${keys.length === 1 ? 'this key' : 'these keys'} will be rejected immediately.`,
    );
    if (!sure.ok) return sure;
    const revoked = await runOpened(opened, revokeClientKeys, {
      fingerprints: keys.map((key) => key.fingerprint),
      allowEmpty: call.flag('allow-open'),
    });
    if (!revoked.ok) return revoked;
    return success({ stderr: revoked.value.message, json: { ...revoked.value.result } });
  },
};
