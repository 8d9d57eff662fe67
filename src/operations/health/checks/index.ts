import type { Check } from '../check.ts';
import { ampDuplicates } from './amp-duplicates.ts';
import { ampUnknownKeys } from './amp-unknown-keys.ts';
import { authDir } from './auth-dir.ts';
import { clock } from './clock.ts';
import { configBroken } from './config-broken.ts';
import { configInForce } from './config-in-force.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { envFiles } from './env-files.ts';
import { expiredKeys } from './expired-keys.ts';
import { fileModes } from './file-modes.ts';
import { fileOwners } from './file-owners.ts';
import { guessableKeys } from './guessable-keys.ts';
import { keyAge } from './key-age.ts';
import { keyLength } from './key-length.ts';
import { openProxy } from './open-proxy.ts';
import { overdueRotations } from './overdue-rotations.ts';
import { plainHttp } from './plain-http.ts';
import { plainSecret } from './plain-secret.ts';
import { port } from './port.ts';
import { providerKeys } from './provider-keys.ts';
import { remoteManagement } from './remote-management.ts';
import { revokedInUse } from './revoked-in-use.ts';
import { sampleKeys } from './sample-keys.ts';
import { sessions } from './sessions.ts';
import { settings } from './settings.ts';
import { shadowingAliases } from './shadowing-aliases.ts';
import { shadowingPrefixes } from './shadowing-prefixes.ts';
import { sharedPrefixes } from './shared-prefixes.ts';
import { tlsCertificate } from './tls-certificate.ts';
import { trustedProxies } from './trusted-proxies.ts';
import { unusedKeys } from './unused-keys.ts';
import { versionControl } from './version-control.ts';
import { wsAuth } from './ws-auth.ts';

/** Every check; of findings that are equally bad, those of the first come first. */
export const checks: readonly Check[] = [
  openProxy,
  configBroken,
  port,
  sampleKeys,
  plainSecret,
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
  sessions,
  revokedInUse,
  providerKeys,
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
