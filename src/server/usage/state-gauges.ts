import type { Gauge } from 'prom-client';
import { stripControl } from '../../base/text/terminal-text.ts';
import { type AuthFile, authFileState } from '../../contract/auth-file.ts';
import { countedLimits, usedAt } from '../../contract/client-key.ts';
import { usedNow } from '../../contract/quota/read-quota.ts';
import type { ServerStatus } from '../server-status.ts';

export type MakeGauge = <Label extends string>(
  name: string,
  help: string,
  labelNames: readonly Label[],
) => Gauge<Label>;

/** The gauges of the config, keys and accounts; the function that it returns sets them at a time in ms since the epoch. */
export function stateGauges(gauge: MakeGauge): (status: ServerStatus, now: number) => void {
  const valid = gauge(
    'cli_proxy_config_valid',
    '0: config.yaml has an error, and the last valid config is active.',
    [],
  );
  const state = gauge('cli_proxy_account_state', 'Always 1; a label has the state of the account.', [
    ...['provider', 'account', 'file', 'state'],
  ]);
  const quotaUsed = gauge(
    'cli_proxy_account_quota_used_ratio',
    'Share of a quota window that an account has used, as its provider reported it; absent if unknown.',
    ['provider', 'account', 'file', 'window'],
  );
  const quotaResets = gauge(
    'cli_proxy_account_quota_reset_timestamp_seconds',
    'When a quota window of an account resets.',
    ['provider', 'account', 'file', 'window'],
  );
  const cooldown = gauge(
    'cli_proxy_cooldown_seconds',
    'What is left of the cooldown of a provider key or account; 0: none.',
    ['provider', 'credential', 'kind'],
  );
  const limitUsed = gauge(
    'cli_proxy_client_key_limit_used_ratio',
    'Share of a limit of a client key that is used; 1 or more: its requests are refused.',
    ['key', 'label', 'limit'],
  );

  const setAccount = (file: AuthFile, now: number): void => {
    // Several accounts may have one e-mail address, such as those of two plans: only the file is unique.
    const labels = {
      provider: stripControl(file.provider ?? ''),
      account: stripControl(file.account ?? ''),
      file: stripControl(file.name),
    };
    state.set({ ...labels, state: authFileState(file, now) }, 1);
    for (const window of file.quota?.windows ?? []) {
      const used = usedNow(window, now);
      if (used === undefined) continue;
      const named = { ...labels, window: stripControl(window.label) };
      quotaUsed.set(named, used / 100);
      if (window.resetsAt !== undefined) quotaResets.set(named, window.resetsAt / 1000);
    }
  };
  return ({ configValid, clientKeys, providerKeys, sessions }, now) => {
    for (const one of [state, quotaUsed, quotaResets, cooldown, limitUsed]) one.reset();
    valid.set(configValid ? 1 : 0);
    const left = (until = 0) => Math.max(0, until - now) / 1000;
    const counts = new Map<string, number>();
    for (const { provider, name, state } of providerKeys) {
      // A mask does not tell apart two keys that begin and end alike.
      const nth = (counts.get(`${provider} ${name}`) ?? 0) + 1;
      counts.set(`${provider} ${name}`, nth);
      const credential = nth > 1 ? `${name} #${nth}` : name;
      cooldown.set({ provider, credential, kind: 'key' }, left(state?.coolingUntil));
    }
    for (const file of sessions) {
      setAccount(file, now);
      const [provider, credential] = [stripControl(file.provider ?? ''), stripControl(file.name)];
      cooldown.set({ provider, credential, kind: 'account' }, left(file.coolingUntil));
    }
    for (const { fingerprint: key, record, spending } of clientKeys) {
      for (const limit of countedLimits) {
        const most = record?.limits?.[limit];
        const used = usedAt(spending?.[limit], now);
        if (most === undefined || used === undefined) continue;
        limitUsed.set({ key, label: stripControl(record?.label ?? ''), limit }, used / most);
      }
    }
  };
}
