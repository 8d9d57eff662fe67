import { describe, expect, test } from 'vitest';
import { fieldValues } from '../../../../src/providers/fields/field-values.ts';
import type { KeySettings } from '../../../../src/providers/fields/key-settings.ts';
import { providers } from '../../../../src/providers/index.ts';
import { providerEntriesOf } from '../../../../src/providers/provider-keys.ts';
import { beginForm } from '../../../../src/tui/components/dialogs/fields.ts';
import {
  namedByPurpose,
  providerFields,
  readProviderForm,
  withPurpose,
} from '../../../../src/tui/features/providers/key-form.ts';

const settingsOf = (id: string): KeySettings => {
  const settings = providers.find((provider) => provider.id === id)?.settings;
  if (!settings) throw new Error(`no settings of ${id}`);
  return settings;
};
const claude = settingsOf('claude');
const [entry] = providerEntriesOf({
  'claude-api-key': [
    {
      'api-key': 'fake-sk-ant-0123456789abcdef04QK',
      prefix: 'production',
      'proxy-url': 'http://user:fake:p@ss@127.0.0.1:3128',
      headers: { Authorization: 'fake; Basic: value', 'X-Own': 'fake-own' },
      models: [{ name: 'claude-x', alias: 'x', 'display-name': 'kept' }],
      'excluded-models': ['claude-2*'],
      weight: 3,
      'disable-cooling': true,
    },
  ],
});
if (!entry) throw new Error('no entry');
const before = fieldValues(claude, entry);
const valuesIn = (fields: ReturnType<typeof providerFields>) => beginForm(fields).values;
const typed = (changes: Record<string, string> = {}) => ({
  ...valuesIn(providerFields(claude, before, 'none')),
  ...changes,
});

describe('the form of a provider key', () => {
  test('left as it is, it changes nothing', () => {
    expect(readProviderForm(claude, typed(), before)).toEqual({
      ok: true,
      value: { key: undefined, changes: {} },
    });
  });

  test('shows neither the key nor what a header or a proxy may hold as a credential', () => {
    const shown = Object.values(typed()).join('\n');
    for (const secret of ['fake-sk', 'fake:p@ss', 'Basic', 'fake-own']) expect(shown).not.toContain(secret);
    expect(typed().headers).toBe('Authorization: ••••; X-Own: ••••');
    expect(typed()['proxy-url']).toBe('http://user:••••@127.0.0.1:3128');
  });

  test('a masked value stays what it was while others change', () => {
    const read = readProviderForm(
      claude,
      typed({ headers: 'X-New: a; b; Authorization: ••••', 'proxy-url': 'http://user:••••@127.0.0.1:9999' }),
      before,
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        changes: {
          headers: { 'X-New': 'a; b', Authorization: 'fake; Basic: value' },
          'proxy-url': 'http://user:fake:p@ss@127.0.0.1:9999',
        },
      },
    });
  });

  test('an emptied field is cleared, a flag set to no is written, a model keeps what the form does not show', () => {
    const read = readProviderForm(
      claude,
      typed({ prefix: ' ', 'disable-cooling': 'no', models: 'claude-x=x, claude-y' }),
      before,
    );
    expect(read).toMatchObject({
      ok: true,
      value: {
        changes: {
          prefix: null,
          'disable-cooling': false,
          models: [{ name: 'claude-x', alias: 'x', 'display-name': 'kept' }, { name: 'claude-y' }],
        },
      },
    });
  });

  test('what is wrong is said with the field that it is about', () => {
    expect(readProviderForm(claude, typed({ weight: 'much' }), before)).toMatchObject({
      ok: false,
      kind: 'invalid',
      field: 'weight',
    });
    expect(readProviderForm(claude, typed({ 'base-url': 'ftp://x' }), before)).toMatchObject({
      field: 'base-url',
    });
  });

  test('a new one takes the key without showing it', () => {
    const fields = providerFields(claude, {}, 'needed');
    expect(fields.find(({ name }) => name === 'api-key')).toMatchObject({
      hidden: true,
      required: expect.stringContaining('required'),
    });
    const read = readProviderForm(claude, { ...valuesIn(fields), 'api-key': ' fake-new-key ' }, {});
    expect(read.ok && read.value.key?.reveal()).toBe('fake-new-key');
    expect(JSON.stringify(read)).not.toContain('fake-new-key');
  });

  test('a copy may reuse the key', () => {
    const fields = providerFields(claude, before, 'optional');
    expect(fields.find(({ name }) => name === 'api-key')).not.toHaveProperty('required');
  });
});

describe('the purpose of a well-known provider (K3)', () => {
  const { preset } = settingsOf('cloro');

  test('is asked right behind the name, and only where the provider has purposes', () => {
    const names = withPurpose(providerFields(settingsOf('cloro'), {}, 'needed'), preset).map(
      ({ name }) => name,
    );
    expect(names.slice(0, 3)).toEqual(['name', 'purpose', 'base-url']);
    const others = withPurpose(providerFields(claude, {}, 'needed'), claude.preset);
    expect(others.some(({ name }) => name === 'purpose')).toBe(false);
  });

  test('becomes a part of the name', () => {
    const values = { name: ' cloro ', purpose: 'ci/cd', 'base-url': preset?.baseUrl ?? '' };
    expect(namedByPurpose(values, preset)).toMatchObject({ ok: true, value: { name: 'cloro-ci-cd' } });
    expect(namedByPurpose({ ...values, purpose: 'none' }, preset)).toMatchObject({
      value: { name: ' cloro ' },
    });
  });

  test('is refused at another address, where only the name identifies the provider', () => {
    const values = { name: 'cloro', purpose: 'production', 'base-url': 'https://example.com' };
    expect(namedByPurpose(values, preset)).toMatchObject({ ok: false, field: 'purpose' });
  });
});
