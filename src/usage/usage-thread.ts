import { parentPort, workerData } from 'node:worker_threads';
import { serveEngine } from './remote-engine.ts';

/** The code of the thread of a store; a file of its own in dist/. */
if (parentPort) await serveEngine(parentPort, workerData);
