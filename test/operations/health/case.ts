import { clientKeysOf } from '../../../src/backend/client-keys.ts';
import { type Fingerprint, fingerprint } from '../../../src/base/secrets/fingerprint.ts';
import type { KeyActivity, KeyRecord } from '../../../src/contract/client-key.ts';
import type { Config } from '../../../src/contract/config.ts';
import { type Known, known, type MachineFacts } from '../../../src/contract/facts.ts';
import type { CaseFacts } from '../../../src/operations/health/check.ts';
import { examine } from '../../../src/operations/health/diagnose.ts';
import type { Finding } from '../../../src/operations/health/finding.ts';
import { fullCapabilities, testNow } from '../../helpers/fake-session.ts';

export const day = 24 * 3600 * 1000;
export const alpha = 'fake-client-key-alpha-0000000000000001';
export const beta = 'fake-client-key-beta-00000000000000002';
export const gamma = 'fake-client-key-gamma-0000000000000003';
export const configPath = '/home/someone/config.yaml';

export interface CaseOptions {
  readonly config?: Config;
  /** Labels and dates, by key; a key that is not named has the label and date of a healthy one. */
  readonly records?: Readonly<Record<string, Partial<KeyRecord> | undefined>>;
  /** By key; absent: used an hour ago. */
  readonly activity?: Readonly<Record<string, Partial<KeyActivity>>> | 'nobody counts';
  readonly machine?: Partial<MachineFacts>;
  readonly facts?: Partial<CaseFacts>;
  readonly held?: boolean;
}

export const healthyConfig: Config = {
  host: '127.0.0.1',
  port: 8317,
  'auth-dir': '/home/someone/auth',
  'remote-management': {
    'allow-remote': false,
    'secret-key': '$2a$10$H.o9WuLGEUyGz2wvxk4uq.nRCQNDT2R8pNB4NNbUH.jvWW..YsE4K',
  },
  'api-keys': [alpha, beta],
  'ws-auth': true,
};

export const healthyMachine: MachineFacts = {
  configPath,
  revision: 'r1',
  modifiedAt: testNow - day,
  authDir: { path: '/home/someone/auth', there: true },
  files: known([
    { path: configPath, role: 'config', folder: false, mode: 0o600, owner: 'me' },
    { path: '/home/someone/auth', role: 'auth-dir', folder: true, mode: 0o700, owner: 'me' },
    { path: '/home/someone/auth/claude-a.json', role: 'auth-file', folder: false, mode: 0o600, owner: 'me' },
    { path: '/home/someone/auth/.console', role: 'console', folder: true, mode: 0o700, owner: 'me' },
  ]),
  git: known([{ path: configPath, role: 'config', state: 'ignored' }]),
  env: [],
  listening: { url: 'http://127.0.0.1:8317', kind: 'ours' },
  tls: undefined,
};

/** A server in good order, seen with everything known, but for what is wished. */
export function caseOf(request: CaseOptions = {}): CaseFacts {
  const config = { ...healthyConfig, ...request.config };
  const keys = config['api-keys'] ?? [];
  const records = [...new Set(keys)].map((key): KeyRecord => {
    const print = fingerprint(key);
    const createdAt = new Date(testNow - 10 * day).toISOString();
    const usual = { label: `team-${keys.indexOf(key) + 1}`, createdAt };
    const own = request.records && key in request.records ? request.records[key] : usual;
    return { fingerprint: print, ...own };
  });
  const counts = request.activity === 'nobody counts' ? undefined : activityOf(keys, request.activity ?? {});
  const { held = true, facts = {} } = request;
  return {
    now: testNow,
    server: {
      kind: 'embedded',
      place: 'http://127.0.0.1:8317',
      capabilities: { ...fullCapabilities, expiry: held ? 'enforced' : 'shown' },
    },
    state: {
      config,
      revision: 'r1' as CaseFacts['state']['revision'],
      clientKeys: clientKeysOf(config, records, counts),
      problem: null,
      warnings: [],
    },
    file: known({ config, lineOf: () => 7 }),
    config,
    machine: known({ ...healthyMachine, ...request.machine }),
    sessions: known([]),
    refusals: known([]),
    usageProblems: [],
    loadedFromConsoleFolder: known([]),
    clock: known(0),
    providerKeys: known([]),
    ...facts,
  };
}

function activityOf(keys: readonly string[], request: Readonly<Record<string, Partial<KeyActivity>>>) {
  const countedSince = testNow - 400 * day;
  const usual = { lastUsedAt: testNow - 3_600_000, countedSince, lastHour: 0, today: 0, hours: [] };
  const entries = keys.map((key) => [fingerprint(key), { ...usual, ...request[key] }] as const);
  return { activity: Object.fromEntries(entries) as Record<Fingerprint, KeyActivity>, countedSince };
}

export const findingsOf = (request: CaseOptions | CaseFacts): Finding[] =>
  examine('state' in request ? request : caseOf(request)).map(({ finding }) => finding);

/** Of one check alone. */
export const foundBy = (check: string, request: CaseOptions | CaseFacts): Finding[] =>
  findingsOf(request).filter((finding) => finding.check === check);

export const unknownTo = (why = 'It was not looked at.'): Known<never> => ({ known: false, why });
