import type { Difference } from './differences.ts';

const callback = /^GET \/\w+\/callback$/;

/** About logins at providers. */
export const signInDifferences: readonly Difference[] = [
  {
    reason:
      'Logins are those of both servers and the documents (B6): `gemini-cli`, `google` and `iflow` beside the others, `xai` and `oauth-session` for all, and `POST oauth/{provider}` for the same as `GET {provider}-auth-url`.',
    where: [
      { route: /\/(gemini-cli|iflow|xai)-auth-url$/, line: /^status (200|500), recorded 404$/ },
      { version: 'v6', route: /\/oauth-session$/, line: /^status 200, recorded 404$/ },
      { route: /\/oauth\/\w+$/, line: /^status (200|500), recorded 404$/ },
      { route: /^GET \/(google|iflow)\/callback$/, line: /^(body|header content-type): / },
      {
        version: 'v6',
        exchange: /: callback-post-unsupported-provider$/,
        line: /^status 404, recorded 400$/,
      },
    ],
  },
  {
    reason:
      'The proof in the address to open is made anew for each login; a `state` is 32 hex digits for all.',
    where: [
      { route: /-auth-url$/, line: /^body\.url: other value$/ },
      { version: 'v6', route: /\/gemini-cli-auth-url$/, line: /^body\.state: other value$/ },
      { version: 'v6', exchange: /: status-gemini-/, line: /^body\.(error|status): / },
    ],
  },
  {
    reason:
      'A login that cannot begin says why in a sentence beside the recorded text, the same for all providers.',
    where: [
      { route: /-auth-url$/, line: /^body\.(message|kind): added$/ },
      { version: 'v7', route: /\/xai-auth-url$/, line: /^body\.error: other value$/ },
    ],
  },
  {
    reason:
      'The outcome of a callback is known with its answer, and says what the provider said; an unknown state is an error for v6 as well, where it was "ok".',
    where: [
      { route: /\/get-auth-status$/, line: /^body\.(error: (added|other value)|status: other value)$/ },
      { route: /\/oauth-callback$/, line: /^body\.error: other value$/ },
    ],
  },
  {
    reason:
      'The page for the browser says how the login ended, with a status that fits, and runs no script; the public server shows success whatever came (E2).',
    where: [{ route: callback, line: /^status (400|404), recorded 200$/ }],
  },
  {
    reason:
      'What was not recorded but read in the source has no body that could be sent, and no provider that answers; logins are tested with a real OAuth server.',
    where: [
      { exchange: /^synthetic: oauth-callback POST/, line: /^status 400, recorded 409$/ },
      { exchange: /^synthetic: \w+-auth-url/, line: /^status 500, recorded 200$/ },
    ],
  },
];
