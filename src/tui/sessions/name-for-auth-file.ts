/** A file name from what a pasted auth file says of itself; whether the file is one at all is checked where it lands. */
export function nameForAuthFile(text: string, now: number): string {
  const file = parsed(text);
  const word = (value: unknown) =>
    typeof value === 'string' ? value.replace(/[^\p{L}\p{N}@._+-]/gu, '') : '';
  const provider = word(file.type) || 'account';
  const account = word(file.email) || String(now);
  return `${provider}-${account}.json`.replace(/^\.+/, '');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
