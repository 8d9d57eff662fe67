import type { WorldOptions } from './world.ts';

const endpoint = (host: string) =>
  `authorization-endpoint: "https://${host}-login.example.com/oauth/authorize"`;
// Nobody listens there: the recorded servers had no internet either.
const nobody = '"http://127.0.0.1:1/"';
const client = (id: string, host: string) =>
  `{client-id: fake-${id}-client-id, ${endpoint(host)}, token-endpoint: ${nobody}, device-authorization-endpoint: ${nobody}}`;

const clients = `
oauth-clients:
  anthropic: ${client('anthropic', 'anthropic')}
  codex: ${client('codex', 'openai')}
  antigravity: ${client('google', 'google')}
  gemini-cli: ${client('google', 'google')}
  kimi: ${client('kimi', 'kimi')}
  xai: ${client('xai', 'xai')}
`;

/** A server that can sign in where the recorded one could, and gives its logins the names that were recorded. */
export const signInStart = (text: string, states: readonly string[]): WorldOptions => ({
  text: `${text.trimEnd()}\n${clients}`,
  states,
});
