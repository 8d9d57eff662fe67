import { headerInShell, type Snippet, shellQuoted } from './snippet.ts';

export const curl: Snippet = {
  id: 'curl',
  title: 'curl',
  needs: 'a shell',
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      `curl ${shellQuoted(url)} \\`,
      ...(target.ca === undefined ? [] : [`  --cacert ${shellQuoted(target.ca)} \\`]),
      `  -H ${headerInShell(target, `${header}: ${before}`)} \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d ${shellQuoted(JSON.stringify(body))}`,
    ].join('\n');
  },
};
