import { success } from '../../contract/outcome.ts';
import { type Command, usageFailure } from '../command.ts';
import { usageFeedOf, usageFeedOption } from '../common-options.ts';

export const tui: Command = {
  usage: '[options]',
  about:
    'Opens the console. It connects to the server of config.yaml. Where nothing listens it starts the embedded server, on a config that is not its own only when you say so, and stops it on leaving, asking first while clients use it. On the first run it looks for a server that is running, and offers to sign in there or to set up one of its own.',
  words: [0, 0],
  options: {
    'read-only': { type: 'boolean', about: 'look, but change nothing' },
    keep: { type: 'boolean', about: 'leave the embedded server running, without asking' },
    init: { type: 'boolean', about: 'make the config that --config names, if there is none' },
    ...usageFeedOption,
  },
  examples: [
    ['cli-proxy tui', 'on this machine'],
    ['cli-proxy tui --disk', 'straight on the files'],
    ['cli-proxy tui --url https://proxy.example.net:8317 --ca ca.pem', 'on another machine'],
  ],
  async run({ world, flag, text }) {
    if (flag('json')) return usageFailure('The console has no --json: use the other commands in scripts.');
    const feed = usageFeedOf(text('usage-feed'));
    if (!feed.ok) return feed;
    const usageFeed = feed.value && { usageFeed: feed.value };
    const wish = { readOnly: flag('read-only'), keep: flag('keep'), init: flag('init'), ...usageFeed };
    const ended = await world.runConsole(wish);
    return ended.ok ? success({ code: ended.value }) : ended;
  },
};
