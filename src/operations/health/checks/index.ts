import type { Check } from '../check.ts';
import { ampDuplicates, ampUnknownKeys } from './amp.ts';
import { configBroken, configInForce, fullUsageKeys, plainSecret, settings } from './config.ts';
import { authDir, envFiles, fileModes, fileOwners, versionControl } from './files.ts';
import { expiredKeys, keyAge, keyRecords, overdueRotations, unusedKeys } from './key-life.ts';
import { duplicateKeys, guessableKeys, keyLength, sampleKeys } from './key-strength.ts';
import {
  clock,
  openProxy,
  plainHttp,
  port,
  refusedClients,
  remoteManagement,
  tlsCertificate,
  trustedProxies,
  usageStore,
  wsAuth,
} from './network.ts';
import {
  failingProviders,
  providerKeys,
  shadowingAliases,
  shadowingPrefixes,
  sharedPrefixes,
} from './providers.ts';
import { failingSessions, quotas, revokedInUse, sessions } from './sessions.ts';

/** Every check; of findings that are equally bad, those of the first come first. */
export const checks: readonly Check[] = [
  openProxy,
  keyRecords,
  configBroken,
  port,
  sampleKeys,
  plainSecret,
  fullUsageKeys,
  versionControl,
  fileModes,
  fileOwners,
  envFiles,
  remoteManagement,
  trustedProxies,
  wsAuth,
  plainHttp,
  tlsCertificate,
  expiredKeys,
  overdueRotations,
  keyLength,
  guessableKeys,
  duplicateKeys,
  unusedKeys,
  keyAge,
  refusedClients,
  usageStore,
  sessions,
  failingSessions,
  quotas,
  revokedInUse,
  providerKeys,
  failingProviders,
  settings,
  sharedPrefixes,
  shadowingPrefixes,
  shadowingAliases,
  ampUnknownKeys,
  ampDuplicates,
  configInForce,
  clock,
  authDir,
];
