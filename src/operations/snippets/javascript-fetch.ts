import { keyInJavaScript } from './javascript.ts';
import { quoted, type Snippet, trustLine } from './snippet.ts';

export const javascriptFetch: Snippet = {
  id: 'javascript-fetch',
  title: 'JavaScript, fetch',
  needs: 'Node 18 or newer; a file that ends in .mjs',
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      ...trustLine(target, '//', 'NODE_EXTRA_CA_CERTS'),
      `const answer = await fetch(${quoted(url)}, {`,
      "  method: 'POST',",
      '  headers: {',
      `    ${quoted(header)}: ${quoted(before)} + ${keyInJavaScript(target)},`,
      "    'Content-Type': 'application/json',",
      '  },',
      `  body: JSON.stringify(${JSON.stringify(body)}),`,
      '});',
      'const text = await answer.text();',
      "if (!answer.ok) throw new Error(answer.status + ' ' + text);",
      'console.log(text);',
    ].join('\n');
  },
};
