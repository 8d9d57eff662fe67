import type { ManagementHandler } from './management-call.ts';

/** In the Prometheus text format; asked for only while `metrics` is on. */
export const getMetrics: ManagementHandler = async ({ usage }) => {
  const { type, body } = await (await usage.metrics()).text();
  return { status: 200, headers: { 'content-type': type }, body };
};
