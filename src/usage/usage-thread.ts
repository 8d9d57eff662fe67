import { parentPort, workerData } from 'node:worker_threads';
import { serveStore } from './serve-store.ts';

/** What runs in the thread of a store; a file of its own in dist/. */
if (parentPort) await serveStore(parentPort, workerData);
