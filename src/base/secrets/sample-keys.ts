/** What the published examples show, and what people type to fill a gap. Compared without case (A4). */
const samples: ReadonlySet<string> = new Set([
  'your-api-key',
  'your-api-key-here',
  'your-api-key-from-config',
  'your-client-key',
  'your-key',
  'your-secret-key',
  'your-proxy-api-key',
  'my-api-key',
  'api-key',
  'changeme',
  'change-me',
  'replace-me',
  'replace-this-key',
  'sk-your-api-key',
  'sk-your-key-here',
  'example-key',
  'test-key',
]);
const numbered = /^(your|my|example|sample)[-_](api[-_])?key[-_]?\d*$/;
/** `<your key>`, `{{API_KEY}}`, `${API_KEY}`, `xxxx…`, `****` */
const placeholder = /^(<.*>|\{\{.*\}\}|\$\{?[a-z_][a-z0-9_]*\}?|x{4,}|\*{3,}|\.{3,})$/;

/** Whether a key is a published placeholder, which is public and must never be accepted (A4). */
export function isSampleKey(key: string): boolean {
  const plain = key.trim().toLowerCase().replaceAll('_', '-');
  return samples.has(plain) || numbered.test(plain) || placeholder.test(key.trim().toLowerCase());
}
