import { register } from 'tsx/esm/api';

/** The thread of a store from its sources; in the program it is built. */
register();
await import('../../src/usage/usage-thread.ts');
