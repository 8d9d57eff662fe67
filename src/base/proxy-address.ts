/** Parses a `proxy-url`. `direct`: no proxy is wanted; undefined: the address cannot be used. */
export function proxyAddress(text: string | null | undefined): URL | 'direct' | undefined {
  if (!text || /^(direct|none)$/i.test(text)) return 'direct';
  if (!/^(https?|socks5h?):\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const address = new URL(text);
  return canDecode(address.username) && canDecode(address.password) ? address : undefined;
}

/** URL keeps a stray `%` of a name or password as it is, and decoding it throws. */
function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export const isSocks = ({ protocol }: URL): boolean => protocol.startsWith('socks5');
