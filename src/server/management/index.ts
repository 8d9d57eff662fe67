import { providerLists } from '../../contract/provider-lists.ts';
import { metricsPath, type RouteId, routes, type SettingPath, settings } from '../../contract/routes.ts';
import { managementPrefix } from '../../contract/server-address.ts';
import { signInRecords } from '../../providers/accounts/sign-in-records.ts';
import { configTextLimit, jsonLimit, usageLimit } from '../http/read-body.ts';
import { type AmpList, ampLists, deleteAmpList, getAmp, getAmpList, putAmpList } from './amp.ts';
import { callApi } from './api-call.ts';
import { deleteApiKey, getApiKeys, patchApiKeys, putApiKeys } from './api-keys.ts';
import { getLatestVersion, getModelDefinitions, getPlugins } from './catalogue.ts';
import {
  type ChannelMapName,
  channelMaps,
  deleteChannelMap,
  getChannelMap,
  patchChannelMap,
  putChannelMap,
} from './channel-maps.ts';
import { getConfigText, listConfigVersions, putConfigText, readConfigVersion } from './config-text.ts';
import {
  appendAudit,
  clearProviderCooldown,
  consoleProviders,
  consoleState,
  editConfig,
  editKeyRecords,
  getAudit,
  getChanges,
  getMetrics,
  setManagementSecret,
  undoChange,
} from './console.ts';
import { consoleUsage } from './console-usage.ts';
import { clearLogs, getLogs, getRequestErrorLog, getRequestErrorLogs, getRequestLog } from './logs.ts';
import type { ManagementHandler, OpenHandler } from './management-request.ts';
import { deleteProviderList, getProviderList, patchProviderList, putProviderList } from './provider-lists.ts';
import { authFileHandlers } from './sessions/auth-file-handlers.ts';
import { sessionHandlers } from './sessions/session-handlers.ts';
import { cancelSignIn, getSignInStatus, startSignIn, submitSignIn } from './sessions/sign-in.ts';
import { importVertex } from './sessions/upload-auth-files.ts';
import { ampSettings, clearSetting, getConfig, getSetting, putSetting } from './settings.ts';
import { getUpstreamUsage } from './upstream-usage.ts';
import { exportUsage, getUsage, importUsage, takeUsage } from './usage.ts';

type ManagementRoute = {
  /** At most this many bytes of the body; 0: the body is not read. */
  readonly bodyLimit: number;
  readonly params: Readonly<Record<string, string>>;
} & (
  | { readonly open: false; readonly handle: ManagementHandler }
  | { readonly open: true; readonly handle: OpenHandler }
);

/** One handler for each route of the contract; a route without one does not compile. */
const handlers: Readonly<Record<RouteId, ManagementHandler>> = {
  getConfig,
  getConfigText,
  putConfigText,
  listConfigVersions,
  readConfigVersion,
  getApiKeys,
  putApiKeys,
  patchApiKeys,
  deleteApiKey,
  consoleState,
  editConfig,
  editKeyRecords,
  setManagementSecret,
  getAudit,
  appendAudit,
  getChanges,
  undoChange,
  consoleUsage,
  consoleProviders,
  clearProviderCooldown,
  getUsage,
  exportUsage,
  importUsage,
  takeUsage,
  getUpstreamUsage,
  startSignIn,
  startSignInBy: startSignIn,
  submitSignIn,
  getSignInStatus,
  cancelSignIn,
  getLogs,
  getRequestErrorLogs,
  getRequestErrorLog,
  getRequestLog,
  ...authFileHandlers,
  ...sessionHandlers,
};

/** Routes without a secret (recorded: oauth-callback). */
const openHandlers: Partial<Record<RouteId, OpenHandler>> = { submitSignIn };

/** Values of `{provider}`. */
const providerWords: Partial<Record<RouteId, readonly string[]>> = {
  startSignIn: signInRecords.flatMap(({ words }) => words),
  startSignInBy: signInRecords.flatMap(({ words, aliases }) => [...words, ...aliases]),
};

const bodyLimits: Partial<Record<RouteId, number>> = {
  putConfigText: configTextLimit,
  importUsage: usageLimit,
  uploadAuthFiles: configTextLimit,
  // It may contain names.
  deleteAuthFiles: jsonLimit,
};

const table = new Map<string, ManagementRoute>();

for (const [id, { method, path }] of Object.entries(routes) as [RouteId, (typeof routes)[RouteId]][]) {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const bodyLimit = bodyLimits[id] ?? (hasBody ? jsonLimit : 0);
  for (const provider of providerWords[id] ?? [''])
    add(method, path.replace('{provider}', provider), handlers[id], bodyLimit, openHandlers[id], {
      provider,
    });
}
for (const path of [...(Object.keys(settings) as SettingPath[]), ...ampSettings]) {
  add('GET', `/${path}`, getSetting(path), 0);
  add('PUT', `/${path}`, putSetting(path), jsonLimit);
  add('PATCH', `/${path}`, putSetting(path), jsonLimit);
}
for (const list of providerLists) {
  add('GET', `/${list}`, getProviderList(list), 0);
  add('PUT', `/${list}`, putProviderList(list), jsonLimit);
  add('PATCH', `/${list}`, patchProviderList(list), jsonLimit);
  add('DELETE', `/${list}`, deleteProviderList(list), 0);
}
for (const name of Object.keys(channelMaps) as ChannelMapName[]) {
  add('GET', `/${name}`, getChannelMap(name), 0);
  add('PUT', `/${name}`, putChannelMap(name), jsonLimit);
  add('PATCH', `/${name}`, patchChannelMap(name), jsonLimit);
  add('DELETE', `/${name}`, deleteChannelMap(name), 0);
}
add('GET', '/ampcode', getAmp, 0);
for (const list of Object.keys(ampLists) as AmpList[]) {
  add('GET', `/ampcode/${list}`, getAmpList(list), 0);
  add('PUT', `/ampcode/${list}`, putAmpList(list, false), jsonLimit);
  add('PATCH', `/ampcode/${list}`, putAmpList(list, true), jsonLimit);
  add('DELETE', `/ampcode/${list}`, deleteAmpList(list), jsonLimit);
}
add('GET', '/model-definitions/{id}', getModelDefinitions, 0);
add('GET', '/latest-version', getLatestVersion, 0);
add('GET', '/plugins', getPlugins, 0);
add('GET', '/plugin-store', getPlugins, 0);
add('POST', '/api-call', callApi, jsonLimit);
add('POST', '/vertex/import', importVertex, configTextLimit);
add('DELETE', '/logs', clearLogs, 0);
// Recorded for these alone.
for (const path of ['proxy-url', 'ampcode/upstream-url', 'ampcode/upstream-api-key'] as const)
  add('DELETE', `/${path}`, clearSetting(path), 0);
table.set(`GET ${metricsPath}`, { open: false, handle: getMetrics, bodyLimit: 0, params: {} });

/** undefined for an unknown path or wrong method, both 404 as recorded. */
export function managementRoute(method: string, path: string): ManagementRoute | undefined {
  const route = table.get(`${method} ${path}`);
  if (route) return route;
  const [, folder = '', last = ''] = /^(.*\/)([^/]+)$/.exec(path) ?? [];
  const named = table.get(`${method} ${folder}{id}`);
  const id = decoded(last);
  return named && id !== undefined ? { ...named, params: { id } } : undefined;
}

function add(
  method: string,
  path: string,
  handle: ManagementHandler,
  bodyLimit: number,
  open?: OpenHandler,
  params: Readonly<Record<string, string>> = {},
): void {
  const way = open ? { open: true as const, handle: open } : { open: false as const, handle };
  table.set(`${method} ${managementPrefix}${path}`, { ...way, bodyLimit, params });
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
