import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Secret } from '../../base/secrets/secret.ts';
import { shellQuoted } from '../../base/text/shell-word.ts';
import { fileFailure } from '../../config/file/file-failure.ts';
import { authDirOf } from '../../config/file/paths.ts';
import { type Outcome, success } from '../../contract/outcome.ts';
import type { ServiceKind, ServiceUnit } from '../command-services.ts';
import type { Io } from '../io.ts';
import { userFiles } from './effects/user-files.ts';
import { checkConfig } from './find/check-config.ts';

/**
 * The file that makes `cli-proxy serve` a service, and where it belongs. It names the Node and the program that
 * run now; nothing in it is secret, as the management secret is in the config.
 */
export async function serviceUnit(
  kind: ServiceKind,
  configPath: string,
  io: Io,
  node = process.execPath,
): Promise<Outcome<ServiceUnit>> {
  const checked = await checkConfig(configPath, io);
  if (!checked.ok) return checked;
  const authDir = authDirOf(checked.value.config ?? {}, io.home, configPath);
  const line = [node, io.program, 'serve', '--config', configPath];
  if (kind === 'launchd') {
    const path = join(io.home, 'Library', 'LaunchAgents', `${label}.plist`);
    const next = [`launchctl bootstrap gui/$(id -u) ${shellQuoted(path)}`];
    return success({ path, text: plist(line, io.home), next });
  }
  const system = kind === 'systemd-system';
  const folder = system
    ? '/etc/systemd/system'
    : join(io.env.XDG_CONFIG_HOME || join(io.home, '.config'), 'systemd', 'user');
  const systemctl = system ? 'systemctl' : 'systemctl --user';
  return success({
    path: join(folder, 'cli-proxy.service'),
    text: unit(line, system ? [io.user, [dirname(configPath), authDir]] : undefined),
    next: [
      `${systemctl} daemon-reload`,
      `${systemctl} enable --now cli-proxy`,
      ...(system ? [] : ['loginctl enable-linger   # also while you are not logged in']),
    ],
  });
}

/** A different file that is there is a `conflict`, unless it may be overwritten. */
export async function installUnit(
  { path, text }: ServiceUnit,
  overwrite: boolean,
  io: Io,
): Promise<Outcome<{ readonly path: string }>> {
  try {
    await mkdir(dirname(path), { recursive: true });
  } catch (error) {
    return fileFailure(error, 'create a file in', dirname(path));
  }
  return userFiles(io).save(path, new Secret(text), { overwrite });
}

const label = 'io.cli-proxy.serve';

/** A word of a unit: quoted, with the specifiers and variables of systemd as plain text. */
const word = (text: string): string =>
  `"${text.replace(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** @param asSystem the user it runs as, and the folders that it writes */
function unit(
  line: readonly string[],
  asSystem?: readonly [user: string, folders: readonly string[]],
): string {
  const [user, folders] = asSystem ?? [];
  const hardened = folders
    ? [
        `User=${user}`,
        'ProtectSystem=strict',
        'PrivateTmp=true',
        'PrivateDevices=true',
        'ProtectKernelTunables=true',
        'ProtectControlGroups=true',
        'RestrictSUIDSGID=true',
        'CapabilityBoundingSet=',
        ...[...new Set(folders)].map((folder) => `ReadWritePaths=${word(folder)}`),
      ]
    : [];
  return [
    '[Unit]',
    'Description=CLI Proxy API server (cli-proxy serve)',
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    `ExecStart=${line.map(word).join(' ')}`,
    'Restart=on-failure',
    'RestartSec=5',
    'UMask=0077',
    'NoNewPrivileges=true',
    ...hardened,
    '',
    '[Install]',
    `WantedBy=${asSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ].join('\n');
}

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function plist(line: readonly string[], home: string): string {
  const log = join(home, 'Library', 'Logs', 'cli-proxy.log');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    '<dict>',
    `  <key>Label</key><string>${label}</string>`,
    '  <key>ProgramArguments</key>',
    '  <array>',
    ...line.map((part) => `    <string>${xml(part)}</string>`),
    '  </array>',
    '  <key>RunAtLoad</key><true/>',
    '  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>',
    '  <key>Umask</key><integer>63</integer>',
    `  <key>StandardErrorPath</key><string>${xml(log)}</string>`,
    '</dict>',
    '</plist>',
    '',
  ].join('\n');
}
