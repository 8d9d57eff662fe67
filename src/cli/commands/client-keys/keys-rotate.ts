import { success } from '../../../contract/outcome.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { defaultGraceMs, rotateClientKey } from '../../../operations/client-keys/rotate-client-key.ts';
import { yesOption } from '../../args/common-options.ts';
import { readExpiry, readGrace } from '../../args/read-expiry.ts';
import type { Command } from '../../command.ts';
import { keyNamed, runOpened } from './on-keys.ts';

export const keysRotate: Command = {
  usage: 'KEY [--grace 7d] [--prefix TEXT]',
  about:
    'Adds a new key beside the old one and prints it once on stdout. The old key goes on working until the grace is over: move the clients, then run cli-proxy keys finish KEY, or roll-back. Amp mappings follow. --grace now removes the old key at once and asks first.',
  words: [1, 1],
  options: {
    grace: {
      type: 'string',
      value: 'TIME',
      about: 'how long the old key works: 7d (default), 24h, 90m, now',
    },
    prefix: {
      type: 'string',
      value: 'TEXT',
      about: 'prefix of the new key, such as sk-cli-; defaults to that of the old key',
    },
    expires: {
      type: 'string',
      value: 'WHEN',
      about: 'expiry of the new key: 90d, 2027-01-31 or none; defaults to that of the old key',
    },
    ...yesOption,
  },
  examples: [
    ['cli-proxy keys rotate team-a', 'both keys work for 7 days'],
    ['cli-proxy keys rotate team-a --grace 1h --json', 'new key, old key and deadline as JSON'],
    ['cli-proxy keys rotate team-a --grace now --yes', 'the old key leaked: it stops at once'],
  ],
  async run(call) {
    const grace = call.text('grace');
    const graceMs = grace === undefined ? success(defaultGraceMs) : readGrace(grace);
    if (!graceMs.ok) return graceMs;
    const expires = call.text('expires');
    const expiresAt =
      expires === undefined
        ? undefined
        : expires === 'none'
          ? success(null)
          : readExpiry(expires, call.io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    if (graceMs.value === 0) {
      const sure = await call.world.confirm(
        `Replace ${nameOf(key)} now? Clients with the old key are refused at once.`,
      );
      if (!sure.ok) return sure;
    }
    const prefix = call.text('prefix');
    const rotated = await runOpened(opened, rotateClientKey, {
      fingerprint: key.fingerprint,
      graceMs: graceMs.value,
      ...(prefix === undefined ? {} : { prefix }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.value }),
    });
    if (!rotated.ok) return rotated;
    const { result, message } = rotated.value;
    const made = result.key.reveal();
    const deadline = result.old.deadline === null ? null : new Date(result.old.deadline).toISOString();
    return success({
      once: true,
      stdout: made,
      stderr: `${message} The new key is on stdout; cli-proxy keys reveal shows it again.`,
      json: {
        key: made,
        fingerprint: result.fingerprint,
        label: result.label ?? null,
        purpose: result.purpose ?? null,
        expiresAt: result.expiresAt ?? null,
        old: { fingerprint: result.old.fingerprint, mask: result.old.mask, deadline },
        enforced: result.enforced,
      },
    });
  },
};
