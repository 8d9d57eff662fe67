import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isSampleKey } from '../../src/base/secrets/sample-keys.ts';
import { parseConfig } from '../../src/config/parse/parse-config.ts';
import { configSchema } from '../../src/contract/config.ts';

const text = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8');
/** With every setting switched on: they start with "#" and no blank. */
const whole = text.replace(/^#(?! |$)|^#(?= {2})/gm, '');

function configOf(source: string) {
  const parsed = parseConfig(source);
  if (!parsed.ok) throw new Error(parsed.message);
  expect(parsed.value.warnings).toEqual([]);
  return parsed.value.config;
}

interface Parts {
  readonly wrapped?: Parts;
  readonly item?: Parts;
  readonly entries?: Record<string, Parts>;
}

/** Every field that the schema names: `tls.cert`, `openai-compatibility.models.name`. */
function fieldsOf({ wrapped, item, entries }: Parts, name: string): string[] {
  if (wrapped) return fieldsOf(wrapped, name);
  if (item) return fieldsOf(item, name);
  if (!entries) return [name];
  return Object.entries(entries).flatMap(([key, part]) => fieldsOf(part, name ? `${name}.${key}` : key));
}

function settingsOf(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return [name, ...value.flatMap((one) => settingsOf(one, name))];
  if (typeof value !== 'object' || value === null) return [name];
  return [
    name,
    ...Object.entries(value).flatMap(([key, part]) => settingsOf(part, name ? `${name}.${key}` : key)),
  ];
}

describe('config.example.yaml', () => {
  test('is safe as it stands: this machine only, no open door, no secret that works', () => {
    const config = configOf(text);
    expect(config).toMatchObject({ host: '127.0.0.1', 'ws-auth': true, 'allow-open-proxy': false });
    expect(config['remote-management']).toMatchObject({ 'allow-remote': false, 'secret-key': '' });
    expect(config['api-keys']).not.toEqual([]);
  });

  test('shows every field of the schema', () => {
    const shown = new Set(settingsOf(configOf(whole), ''));
    // The other provider lists refer to the first.
    const same = /^(claude|codex|vertex|xai|interactions)-api-key\./;
    const missing = fieldsOf(configSchema as never, '').filter(
      (name) => !same.test(name) && !shown.has(name),
    );
    expect(missing).toEqual([]);
  });

  test('has no key that is not known as a sample', () => {
    const keys = [...whole.matchAll(/api-key: "(.+)"|^ +- "(your-.+)"$/gm)].map(([, a, b]) => a ?? b ?? '');
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.filter((key) => !isSampleKey(key))).toEqual([]);
  });
});
