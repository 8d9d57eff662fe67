import { hour } from '../../../base/text/duration.ts';
import { isUnusedSince } from '../../../contract/client-key.ts';
import { success } from '../../../contract/outcome.ts';
import { addressesText } from '../../../contract/usage-figures.ts';
import { nameOf } from '../../../operations/client-keys/find-client-key.ts';
import { defaultGraceMs, rotateClientKeys } from '../../../operations/client-keys/rotate-client-keys.ts';
import {
  changeDeadlines,
  finishRotation,
  rollBackRotation,
  rotationOf,
} from '../../../operations/client-keys/running-rotation.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Command } from '../../command.ts';
import { runOpened } from '../run.ts';
import { keyNamed, keysNamed, oneOrKeys, readExpiry, readGrace, usageOfKey } from './on-keys.ts';

export const keysRotate: Command = {
  usage: 'KEY... [--grace 7d] [--prefix TEXT]',
  about:
    'Adds a new key for each and prints them on stdout, in the order given. The old keys keep working for the grace period: switch the clients, then run cli-proxy keys finish KEY, or roll-back. Amp mappings are updated. --grace now removes the old keys immediately and asks first. All or nothing.',
  words: [1, 10_000],
  options: {
    grace: {
      type: 'string',
      value: 'TIME',
      about: 'how long the old key keeps working: 7d (default), 24h, 90m, now',
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
    ['cli-proxy keys rotate team-a team-b ci', 'three keys at once'],
    ['cli-proxy keys rotate team-a --grace now --yes', 'the old key leaked: stop it immediately'],
  ],
  async run(call) {
    const grace = call.text('grace');
    const graceMs = grace === undefined ? success(defaultGraceMs) : readGrace(grace);
    if (!graceMs.ok) return graceMs;
    const expires = call.text('expires');
    const expiresAt = expires === undefined ? undefined : readExpiry(expires, call.io.now());
    if (expiresAt && !expiresAt.ok) return expiresAt;
    const named = await keysNamed(call, 'write', call.words, 'old');
    if (!named.ok) return named;
    const { opened, keys } = named.value;
    if (graceMs.value === 0) {
      const sure = await call.services.confirm(
        `Replace ${keys.map(nameOf).join(', ')} now? Clients with the old ${keys.length === 1 ? 'key' : 'keys'} will be rejected immediately.`,
      );
      if (!sure.ok) return sure;
    }
    const prefix = call.text('prefix');
    const how = {
      graceMs: graceMs.value,
      ...(prefix === undefined ? {} : { prefix }),
      ...(expiresAt === undefined ? {} : { expiresAt: expiresAt.value }),
    };
    const inputs = keys.map(({ fingerprint }) => ({ fingerprint, ...how }));
    const rotated = await runOpened(opened, rotateClientKeys, inputs);
    if (!rotated.ok) return rotated;
    const { result, message } = rotated.value;
    const several = result.length > 1;
    return success({
      once: true,
      stdout: result.map(({ key }) => key.reveal()),
      stderr: `${message} The new ${several ? 'keys are' : 'key is'} on stdout. To show ${several ? 'one' : 'it'} again, use cli-proxy keys reveal.`,
      json: oneOrKeys(
        result.map(({ old, key, ...made }) => ({
          key: key.reveal(),
          fingerprint: made.fingerprint,
          label: made.label ?? null,
          purpose: made.purpose ?? null,
          expiresAt: made.expiresAt ?? null,
          old: {
            fingerprint: old.fingerprint,
            mask: old.mask,
            deadline: old.deadline === null ? null : new Date(old.deadline).toISOString(),
          },
          enforced: made.enforced,
        })),
      ),
    });
  },
};

export const keysFinish: Command = {
  usage: 'KEY',
  about:
    'Removes the old key of a running rotation; it stops working immediately. KEY is the old or new key, or their label. Asks first unless it is known that nothing used the old key in the last hour.',
  words: [1, 1],
  options: yesOption,
  examples: [
    ['cli-proxy keys finish team-a', 'all clients use the new key'],
    ['cli-proxy keys finish team-a --yes', 'in a script, even if it was used in the last hour'],
  ],
  async run(call) {
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const loaded = await opened.backend.load();
    if (!loaded.ok) return loaded;
    const pair = rotationOf(loaded.value.clientKeys, key.fingerprint);
    if (!pair.ok) return pair;
    const { old } = pair.value;
    const hourAgo = call.io.now() - hour;
    const { lastHour: requests = 0, lastUsedAt = 0 } = old.activity ?? {};
    if (requests > 0 || !isUnusedSince(old, hourAgo)) {
      const used =
        requests > 0
          ? `had ${requests} ${requests === 1 ? 'request' : 'requests'} in the last hour`
          : lastUsedAt >= hourAgo
            ? 'was used to list models or for a similar request in the last hour'
            : 'may be in use: its requests of the last hour are not known';
      const from = addressesText(await usageOfKey(opened, old, hourAgo));
      const where = from === undefined ? '' : `, from ${from}`;
      const sure = await call.services.confirm(`The old key of ${nameOf(key)} ${used}${where}. Remove it?`);
      if (!sure.ok) return sure;
    }
    const finished = await runOpened(opened, finishRotation, { fingerprint: key.fingerprint });
    if (!finished.ok) return finished;
    return success({ stderr: finished.value.message, json: { ...finished.value.result } });
  },
};

export const keysRollBack: Command = {
  usage: 'KEY',
  about:
    'Removes the new key of a running rotation; the old key stays, without a deadline. KEY is the old or new key, or their label. Asks first.',
  words: [1, 1],
  options: yesOption,
  examples: [['cli-proxy keys roll-back team-a --yes', 'keep only the old key']],
  async run(call) {
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const loaded = await opened.backend.load();
    const pair = loaded.ok ? rotationOf(loaded.value.clientKeys, key.fingerprint) : loaded;
    if (!pair.ok) return pair;
    const sure = await call.services.confirm(
      `Remove the new key of ${nameOf(key)}? Clients that use it will be rejected immediately.`,
    );
    if (!sure.ok) return sure;
    const rolled = await runOpened(opened, rollBackRotation, { fingerprint: key.fingerprint });
    if (!rolled.ok) return rolled;
    return success({ stderr: rolled.value.message, json: { ...rolled.value.result } });
  },
};

export const keysDeadline: Command = {
  usage: 'KEY TIME',
  about: 'Changes when the old key of a running rotation stops working. TIME counts from now.',
  words: [2, 2],
  examples: [
    ['cli-proxy keys deadline team-a 14d', 'give clients two more weeks'],
    ['cli-proxy keys deadline team-a 1h', 'one more hour'],
  ],
  async run(call) {
    const graceMs = readGrace(call.words[1] ?? '');
    if (!graceMs.ok) return graceMs;
    const named = await keyNamed(call, 'write', 'old');
    if (!named.ok) return named;
    const { opened, key } = named.value;
    const input = { fingerprint: key.fingerprint, graceMs: graceMs.value };
    const changed = await runOpened(opened, changeDeadlines, [input]);
    if (!changed.ok) return changed;
    const [json] = changed.value.result.map(({ deadline, ...key }) => ({
      ...key,
      deadline: new Date(deadline).toISOString(),
    }));
    return success({ stderr: changed.value.message, json: { ...json } });
  },
};
