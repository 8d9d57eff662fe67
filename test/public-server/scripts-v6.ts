import type { Script } from './replay.ts';

export const v6Scripts: readonly Script[] = [];
