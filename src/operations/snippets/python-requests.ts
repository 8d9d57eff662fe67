import { keyInPython } from './python.ts';
import { quoted, type Snippet, trustLine } from './snippet.ts';

export const pythonRequests: Snippet = {
  id: 'python-requests',
  title: 'Python, requests',
  needs: 'pip install requests',
  text(target) {
    const { url, header, before, body } = target.request;
    return [
      ...trustLine(target, '#', 'REQUESTS_CA_BUNDLE'),
      ...(target.key === undefined ? ['import os'] : []),
      'import requests',
      '',
      'answer = requests.post(',
      `    ${quoted(url)},`,
      `    headers={${quoted(header)}: ${quoted(before)} + ${keyInPython(target)}},`,
      `    json=${JSON.stringify(body)},`,
      '    timeout=60,',
      ')',
      'answer.raise_for_status()',
      'print(answer.json())',
    ].join('\n');
  },
};
