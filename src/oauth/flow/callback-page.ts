import type { SignInFlow } from '../../contract/sign-in.ts';

/** How a login ended, or that it has not yet, for the person in the browser. */
export interface CallbackPage {
  readonly ok: boolean;
  readonly title: string;
  /** Sentences; nothing of the address that led here. */
  readonly text: string;
}

/** Nothing but text: no script, no style from elsewhere, nothing stored, no referrer sent. */
export const callbackHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export function callbackHtml({ title, text }: CallbackPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
</body>
</html>
`;
}

/** What a login has come to. @param title of the provider */
export function pageOf(flow: SignInFlow, title: string): CallbackPage {
  switch (flow.phase) {
    case 'done':
      return {
        ok: true,
        title: `Logged in to ${title}`,
        text: `${flow.account ?? 'The account'} is ready. You can close this page.`,
      };
    case 'failed':
      return failedPage(flow.reason);
    case 'cancelled':
      return failedPage('It was cancelled.');
    case 'timed-out':
      return failedPage('It timed out. Start again.');
    case 'exchanging':
      return pendingPage;
    default:
      return failedPage(('notice' in flow && flow.notice) || 'The answer was not accepted.');
  }
}

export const failedPage = (reason: string): CallbackPage => ({
  ok: false,
  title: 'The login failed',
  text: reason,
});

/** The answer is in, and what becomes of it takes longer than a browser should wait. */
const pendingPage: CallbackPage = {
  ok: true,
  title: 'The login continues',
  text: 'The answer has arrived. The result is shown where you started the login.',
};

function escaped(text: string): string {
  const marks: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? '');
}
