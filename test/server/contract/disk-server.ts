import { onTestFinished } from 'vitest';
import { openWorld, type World } from './world.ts';

/** A server on real files in a folder of its own that ends with the test. @param text of config.yaml */
export async function runDiskServer(text: string): Promise<World> {
  const world = await openWorld({ text });
  onTestFinished(() => world.close());
  return world;
}
