import { success } from '../../../contract/outcome.ts';
import { editClientKey } from '../../../operations/client-keys/edit-client-key.ts';
import { readExpiry } from '../../args/read-expiry.ts';
import { type Command, usageFailure } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysEdit: Command = {
  usage: 'KEY [options]',
  about: 'Changes what is known of a key. For another key value, use cli-proxy keys rotate.',
  words: [1, 1],
  options: {
    label: { type: 'string', value: 'TEXT', about: 'another label; none takes it away' },
    purpose: { type: 'string', value: 'TEXT', about: 'another purpose; none takes it away' },
    expires: { type: 'string', value: 'WHEN', about: '90d, 2027-01-31 or never' },
  },
  examples: [
    ['cli-proxy keys edit ci --purpose ci/cd', 'the rest stays'],
    ['cli-proxy keys edit ci --expires 90d', 'stops by itself in 90 days'],
  ],
  async run(call) {
    const [label, purpose, expires] = [call.text('label'), call.text('purpose'), call.text('expires')];
    if (label === undefined && purpose === undefined && expires === undefined) {
      return usageFailure('Nothing to change: give --label, --purpose or --expires.');
    }
    const never = expires === 'never';
    const expiresAt = expires === undefined || never ? undefined : readExpiry(expires, call.io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const named = await keyNamed(call, 'write');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const edited = await runOpened(opened, editClientKey, {
      fingerprint: key.fingerprint,
      ...(label === undefined ? {} : { label: label === 'none' ? null : label }),
      ...(purpose === undefined ? {} : { purpose: purpose === 'none' ? null : purpose }),
      ...(expires === undefined ? {} : { expiresAt: expiresAt?.value ?? null }),
    });
    if (!edited.ok) return edited;
    const { result, message } = edited.value;
    return success({
      stderr: message,
      json: {
        fingerprint: result.fingerprint,
        label: result.label ?? null,
        purpose: result.purpose ?? null,
        expiresAt: result.expiresAt ?? null,
      },
    });
  },
};
