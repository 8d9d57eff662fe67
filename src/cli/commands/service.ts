import { success } from '../../contract/outcome.ts';
import type { Call, Command, OptionSpec } from '../command.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { ServiceUnit } from '../command-services.ts';

const kindOptions: Readonly<Record<string, OptionSpec>> = {
  systemd: { type: 'boolean', about: 'a systemd unit of the current user (default but on macOS)' },
  launchd: { type: 'boolean', about: 'a launchd agent of the current user (default on macOS)' },
  system: {
    type: 'boolean',
    about: 'with systemd: a unit of the system, confined to the files of the config',
  },
};

export const servicePrint: Command = {
  usage: '[--systemd | --launchd] [--system]',
  about: 'Prints the file that runs cli-proxy serve on the config as a service.',
  words: [0, 0],
  options: kindOptions,
  examples: [
    ['cli-proxy service print --system | sudo tee /etc/systemd/system/cli-proxy.service', 'as root'],
  ],
  async run(call) {
    const made = await unitOf(call);
    if (!made.ok) return made;
    const { text, path, next } = made.value;
    return success({ stdout: text.trimEnd(), stderr: afterwards(path, next), json: { path, text, next } });
  },
};

export const serviceInstall: Command = {
  usage: '[--systemd | --launchd] [--system]',
  about:
    'Writes that file to where systemd or launchd looks for it, and prints the commands that start the service; it starts nothing itself. A different file that is there stays, unless you pass --force.',
  words: [0, 0],
  options: {
    ...kindOptions,
    force: { type: 'boolean', about: 'overwrite a different file' },
    'dry-run': { type: 'boolean', about: 'show the file and change nothing' },
  },
  examples: [['cli-proxy service install', 'then run the commands that it prints']],
  async run(call) {
    const made = await unitOf(call);
    if (!made.ok) return made;
    const { text, path, next } = made.value;
    const before = await call.services.readInput(path);
    const same = before.ok && before.value === text;
    if (call.flag('dry-run')) {
      const stderr = same ? `${path} is the same already.` : `Dry run: no changes made. Would write ${path}.`;
      return success({ stdout: text.trimEnd(), stderr, json: { dryRun: true, path, text, changed: !same } });
    }
    if (!same) {
      const saved = await call.services.installUnit(made.value, call.flag('force'));
      if (!saved.ok) return saved;
    }
    const what = same ? `${path} is the same already.` : `Wrote ${path}.`;
    return success({
      stderr: [what, ...next.map((line) => `  ${line}`)],
      json: { path, changed: !same, next },
    });
  },
};

const afterwards = (path: string, next: readonly string[]): string[] => [
  `Save this as ${path}, then run:`,
  ...next.map((line) => `  ${line}`),
];

async function unitOf(
  { flag, services }: Call,
  platform: NodeJS.Platform = process.platform,
): Promise<CommandOutcome<ServiceUnit>> {
  if (flag('systemd') && flag('launchd')) return usageFailure('Use either --systemd or --launchd, not both.');
  const launchd = flag('launchd') || (platform === 'darwin' && !flag('systemd'));
  if (launchd && flag('system')) return usageFailure('--system is only for systemd.');
  if (platform === 'win32')
    return {
      ok: false,
      kind: 'unsupported',
      message: 'Windows has neither systemd nor launchd. Run cli-proxy serve from the Task Scheduler.',
    };
  return services.serviceUnit(launchd ? 'launchd' : flag('system') ? 'systemd-system' : 'systemd');
}
