import { onTestFinished } from 'vitest';
import { type FakeUpstream, startUpstream } from './start-upstream.ts';

export { type Asked, eventText, type FakeUpstream, type SeenRequest } from './start-upstream.ts';

/** A provider on a free port of loopback that answers as the test wants and ends with it. */
export async function fakeUpstream(...how: Parameters<typeof startUpstream>): Promise<FakeUpstream> {
  const upstream = await startUpstream(...how);
  onTestFinished(upstream.close);
  return upstream;
}
