import { success } from '../../../contract/outcome.ts';
import { logIn } from '../../../operations/sessions/log-in.ts';
import { type Command, usageFailure } from '../../command.ts';
import { showLogin } from '../../print/show-login.ts';
import { runOpened } from '../client-keys/on-keys.ts';

export const sessionsLogin: Command = {
  usage: '[PROVIDER] [options]',
  about:
    'Logs in at a provider: prints the address to open, waits for the browser to come back to this machine, and takes the address it was sent to from stdin as well, for when the browser runs elsewhere. Providers are anthropic, codex, gemini-cli, iflow, antigravity, kimi and xai, as far as the server offers them.',
  words: [0, 1],
  options: {
    again: {
      type: 'string',
      value: 'NAME',
      about: 'log in again in place of this session; its note, prefix and priority stay',
    },
    project: { type: 'string', value: 'ID', about: 'the project to bill, where the provider has such' },
    'no-browser': { type: 'boolean', about: 'open no browser' },
    qr: { type: 'boolean', about: 'show the address as a QR code as well' },
  },
  examples: [
    ['cli-proxy sessions login codex', 'opens a browser here, or paste the address it ends at'],
    ['cli-proxy sessions login anthropic --no-browser --qr', 'over SSH, with a telephone'],
    ['cli-proxy sessions login --again dev@example.com', 'the token has expired'],
  ],
  async run(call) {
    const [provider] = call.words;
    const [again, project] = [call.text('again'), call.text('project')];
    if (provider === undefined && again === undefined)
      return usageFailure('Name a provider, or the session to log in again with --again.');
    const opened = await call.world.openBackend('write');
    if (!opened.ok) return opened;
    const shown = showLogin(call);
    try {
      const context = { ...opened.value.context, signal: shown.signal };
      const done = await runOpened({ ...opened.value, context }, logIn, {
        ...(provider !== undefined && { provider }),
        ...(again !== undefined && { again }),
        ...(project !== undefined && { project }),
        onFlow: shown.onFlow,
        onLogin: shown.onLogin,
      });
      if (!done.ok) return done;
      return success({ stdout: done.value.message, json: { ...done.value.result } });
    } finally {
      shown.close();
    }
  },
};
