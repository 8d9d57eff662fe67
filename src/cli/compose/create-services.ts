import { didYouMean } from '../../base/text/did-you-mean.ts';
import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { usageFeedOf } from '../args/common-options.ts';
import { type CommandOutcome, usageFailure } from '../command-outcome.ts';
import type { CommandServices, FoundConfig, Opened, ServerProbe } from '../command-services.ts';
import type { Io } from '../io.ts';
import { progressLine } from '../print/progress-line.ts';
import type { BackendOptions } from './choose-backend.ts';
import { createEffects } from './create-effects.ts';
import { readSecret, trustedCa } from './effects/read-secret.ts';
import { type ConfigAddress, configAddress } from './find/config-address.ts';
import { type ConfigPlace, lookForConfig } from './find/find-config.ts';
import { findPreferences, findServerNames } from './preferences.ts';
import type { RecordedWrites } from './recorded-backend.ts';

interface CommonOptions {
  readonly text: (option: string) => string | undefined;
  readonly flag: (option: string) => boolean;
  /** What undo calls what this command changed. */
  readonly title?: string;
}

/** ms after which a progress line says what is waited for. */
const quiet = 500;

/** Everything for one command line; what is heavy is loaded when a command first asks for it. */
export function createServices({ text, flag, title = '' }: CommonOptions, io: Io): CommandServices {
  let writes: RecordedWrites | undefined;
  let configPath: string | undefined;
  let opened: Promise<CommandOutcome<Opened>> | undefined;
  let looked: Promise<Outcome<ServerProbe>> | undefined;
  const locate = () => findConfig(text('config'), io);

  /** The address of --url or CLI_PROXY_URL, which may be a name of the preferences. */
  const url = async (): Promise<Outcome<string | undefined>> => {
    const usual =
      text('config') === undefined && !flag('disk') ? io.env.CLI_PROXY_URL || undefined : undefined;
    const wanted = text('url') ?? usual;
    if (wanted !== undefined && /^[\w.-]+$/.test(wanted)) {
      const known = await findServerNames(text('preferences'), io);
      return known.ok ? success(addressNamed(known.value.servers, wanted) ?? wanted) : known;
    }
    if (wanted === undefined || !/\/\/[^/]*@/.test(wanted)) return success(wanted);
    return failure(
      'invalid',
      'A password in --url can be read by every user of this machine. Use --password-file.',
    );
  };

  const serverNamed = async (name: string): Promise<Outcome<string>> => {
    const known = await findServerNames(text('preferences'), io);
    if (!known.ok) return known;
    const { path, servers } = known.value;
    const names = Object.keys(servers);
    const choices = names.length > 0 ? ` Known: ${names.join(', ')}.` : ' It names no servers.';
    const address = addressNamed(servers, name);
    if (address !== undefined) return success(address);
    return failure(
      'invalid',
      `There is no server "${name.slice(0, 60)}" in ${path}.${didYouMean(name, names)}${choices}`,
    );
  };

  let addressed: Promise<Outcome<ConfigAddress>> | undefined;
  const addressOf = (path: string) => {
    addressed ??= configAddress(path, io);
    return addressed;
  };

  const look = async (): Promise<Outcome<ServerProbe>> => {
    const wanted = await url();
    if (!wanted.ok) return wanted;
    let [address, config]: [string | undefined, Config | undefined] = [wanted.value, undefined];
    if (address === undefined) {
      const found = await locate();
      if (!found.ok) return found;
      const read = await addressOf(found.value.path);
      if (!read.ok) return read;
      config = read.value.config;
      address = read.value.url;
    }
    const ca = await trustedCa(text('ca'), config, io);
    if (!ca.ok) return ca;
    const { probeServer } = await import('../../backend/management/detect-server.ts');
    const waiting = progressLine(io);
    const notice = setTimeout(() => waiting.show({ text: `Waiting for ${address} to answer …` }), quiet);
    const probe = await probeServer(address, ca.value === undefined ? {} : { ca: ca.value });
    clearTimeout(notice);
    waiting.clear();
    return success({ url: address, ...probe });
  };
  const lookOnce = () => {
    looked ??= look();
    return looked;
  };

  const open = async (use: BackendOptions['use']): Promise<CommandOutcome<Opened>> => {
    if (flag('disk') && text('url') !== undefined) {
      return usageFailure('Use either --disk or --url, not both.');
    }
    const usageFeed = usageFeedOf(text('usage-feed'));
    if (!usageFeed.ok) return usageFeed;
    const address = use === 'files' ? success(undefined) : await url();
    if (!address.ok) return address;
    const found = address.value === undefined ? await locate() : undefined;
    if (found && !found.ok) return found;
    const secret = await readSecret(text('password-file'), io);
    if (!secret.ok) return secret;
    const read = found ? await addressOf(found.value.path) : undefined;
    const ca = await trustedCa(text('ca'), read?.ok ? read.value.config : undefined, io);
    if (!ca.ok) return ca;
    const { chooseBackend } = await import('./choose-backend.ts');
    const chosen = await chooseBackend(
      {
        use,
        disk: flag('disk'),
        ...(address.value === undefined ? {} : { url: address.value }),
        ...(found ? { configPath: found.value.path } : {}),
        look: lookOnce,
        secret: secret.value,
        insecureHttp: flag('insecure-http'),
        ca: ca.value,
        usageFeed: usageFeed.value,
      },
      io,
    );
    if (!chosen.ok) return chosen;
    const { note, besidePublic } = chosen.value;
    let { backend } = chosen.value;
    configPath = found?.value.path;
    if (use === 'write') {
      const { recordWrites } = await import('./recorded-backend.ts');
      ({ backend, writes } = recordWrites(backend, !flag('dry-run')));
    }
    const server = { configPath: found?.value.path, url: address.value, ca: ca.value };
    const context = { ...createEffects(server, io), backend };
    return success({
      ...{ backend, context },
      ...(note === undefined ? {} : { note }),
      ...(besidePublic ? { besidePublic } : {}),
    });
  };

  return {
    openBackend(use) {
      opened ??= open(use);
      return opened;
    },
    url,
    findConfig: locate,
    async checkConfig(path) {
      const { checkConfig } = await import('./find/check-config.ts');
      return checkConfig(path, io);
    },
    preferences: (wanted) => findPreferences(wanted, io),
    async initConfig() {
      const { initConfig } = await import('./without-config.ts');
      return initConfig(text('config'), io, flag('dry-run'));
    },
    lookForServer: lookOnce,
    readInput: async (path) => (await import('./effects/read-input.ts')).readInput(path, io),
    async askSecret(question, remedy) {
      const { askHidden, canAsk } = await import('./effects/ask.ts');
      return canAsk(io) ? askHidden(io, question) : usageFailure(remedy);
    },
    async confirm(question) {
      if (flag('yes') || flag('dry-run')) return success(undefined);
      const { askYes, canAsk } = await import('./effects/ask.ts');
      if (!canAsk(io))
        return usageFailure(`${question} Cannot ask without a terminal. Use --yes to confirm.`);
      if (await askYes(io, question)) return success(undefined);
      return failure('cancelled', 'Cancelled. No changes made.');
    },
    async saveFile(path, text, overwrite) {
      const { userFiles } = await import('./effects/user-files.ts');
      return userFiles(io).save(path, text, { overwrite });
    },
    async copy(secret) {
      const { copyText } = await import('./effects/desktop.ts');
      return copyText(secret.reveal(), io);
    },
    async openUrl(address) {
      const { openUrl } = await import('./effects/desktop.ts');
      return openUrl(address, io.env);
    },
    async serviceUnit(kind) {
      const found = await locate();
      if (!found.ok) return found;
      const { serviceUnit } = await import('./service-unit.ts');
      return serviceUnit(kind, found.value.path, io);
    },
    async installUnit(unit, overwrite) {
      return (await import('./service-unit.ts')).installUnit(unit, overwrite, io);
    },
    async serve(options) {
      const { runServe } = await import('./server/run-serve.ts');
      return runServe({ ...options, config: text('config'), passwordFile: text('password-file') }, io);
    },
    async runConsole(options) {
      const address = options.server === undefined ? await url() : await serverNamed(options.server);
      if (!address.ok) return address;
      const { openConsole } = await import('./open-console.ts');
      const [config, passwordFile, ca] = [text('config'), text('password-file'), text('ca')];
      const [disk, insecureHttp] = [flag('disk'), flag('insecure-http')];
      return openConsole(
        { ...options, url: address.value, disk, insecureHttp, config, passwordFile, ca },
        io,
      );
    },
    async planned() {
      if (!flag('dry-run') || !writes) return undefined;
      return (await import('./change-note.ts')).plannedAnswer(writes);
    },
    async lastChange() {
      const outcome = await opened;
      if (!outcome?.ok) return success(undefined);
      return (await import('./change-note.ts')).readChangeNote(outcome.value.backend, configPath, io);
    },
    async forgetChange(at) {
      const outcome = await opened;
      if (!outcome?.ok || flag('dry-run')) return;
      writes = undefined;
      await (await import('./change-note.ts')).forgetChangeNote(outcome.value.backend, configPath, at, io);
    },
    async close() {
      const outcome = await opened;
      if (!outcome?.ok) return;
      const { backend } = outcome.value;
      if (writes && !flag('dry-run'))
        await (await import('./change-note.ts')).keepChangeNote(backend, configPath, writes, title, io);
      await backend.close();
    },
  };
}

/** A name is a user's word, which may be one that every object has. */
const addressNamed = (servers: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(servers, name) ? servers[name] : undefined;

/** The config.yaml that a command works on; the failure says what may have been meant. */
export async function findConfig(
  wanted: string | undefined,
  place: ConfigPlace,
): Promise<Outcome<FoundConfig>> {
  const seen = await lookForConfig(wanted, place);
  if (seen.there) return success({ path: seen.path, why: seen.why });
  return (await import('./find/find-servers.ts')).noConfig(seen, place);
}
