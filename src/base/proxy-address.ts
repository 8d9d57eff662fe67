/** Where a `proxy-url` leads; `direct`: none is wanted; undefined: it is none that can be used. */
export function proxyAddress(text: string | null | undefined): URL | 'direct' | undefined {
  if (!text || /^(direct|none)$/i.test(text)) return 'direct';
  return /^(https?|socks5h?):\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

export const isSocks = ({ protocol }: URL): boolean => protocol.startsWith('socks5');
