import { managementPrefix } from '../../contract/management-path.ts';
import { metricsPath, type RouteId, routes, type SettingPath, settings } from '../../contract/routes.ts';
import { configTextLimit, jsonLimit, usageLimit } from '../read-body.ts';
import { deleteApiKey, getApiKeys, patchApiKeys, putApiKeys } from './api-keys.ts';
import { appendAudit, getAudit } from './audit.ts';
import { getConfig } from './config.ts';
import { getConfigText, putConfigText } from './config-text.ts';
import { consoleState, editConfig, editKeyRecords, setManagementSecret } from './console.ts';
import { consoleProviders } from './console-providers.ts';
import { consoleUsage } from './console-usage.ts';
import type { ManagementHandler } from './management-call.ts';
import { getMetrics } from './metrics.ts';
import { clearSetting, getSetting, putSetting } from './settings.ts';
import { getUpstreamUsage } from './upstream-usage.ts';
import { exportUsage, getUsage, importUsage, takeUsage } from './usage.ts';

export interface ManagementRoute {
  readonly handle: ManagementHandler;
  /** Bytes of body at most; 0: the body is not read. */
  readonly bodyLimit: number;
}

/** One line a route of the contract; a route without a handler does not compile. */
const handlers: Readonly<Record<RouteId, ManagementHandler>> = {
  getConfig,
  getConfigText,
  putConfigText,
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
  consoleUsage,
  consoleProviders,
  getUsage,
  exportUsage,
  importUsage,
  takeUsage,
  getUpstreamUsage,
};

const bodyLimits: Partial<Record<RouteId, number>> = {
  putConfigText: configTextLimit,
  importUsage: usageLimit,
};

const table = new Map<string, ManagementRoute>();

for (const [id, { method, path }] of Object.entries(routes) as [RouteId, (typeof routes)[RouteId]][]) {
  const hasBody = method !== 'GET' && method !== 'DELETE';
  add(method, path, handlers[id], hasBody ? (bodyLimits[id] ?? jsonLimit) : 0);
}
for (const path of Object.keys(settings) as SettingPath[]) {
  add('GET', `/${path}`, getSetting(path), 0);
  add('PUT', `/${path}`, putSetting(path), jsonLimit);
  add('PATCH', `/${path}`, putSetting(path), jsonLimit);
}
// Recorded for this one alone.
add('DELETE', '/proxy-url', clearSetting('proxy-url'), 0);
table.set(`GET ${metricsPath}`, { handle: getMetrics, bodyLimit: 0 });

/** undefined: unknown path or wrong method, both 404 as recorded. */
export function managementRoute(method: string, path: string): ManagementRoute | undefined {
  return table.get(`${method} ${path}`);
}

function add(method: string, path: string, handle: ManagementHandler, bodyLimit: number): void {
  table.set(`${method} ${managementPrefix}${path}`, { handle, bodyLimit });
}
