import type { Difference } from './differences.ts';

/** About usage: what is told of the requests that went through. */
export const usageDifferences: readonly Difference[] = [
  {
    reason:
      'The usage of v6 (`usage`, its export and import) and the queue of v7 (`usage-queue`) are both there; what is kept outlives a restart.',
    where: [
      { version: 'v7', route: /^GET .*\/usage(\/export)?$/, line: /^status 200, recorded 404$/ },
      { version: 'v6', route: /^GET .*\/usage-queue$/, line: /^status 200, recorded 404$/ },
    ],
  },
  {
    reason:
      'No provider answers in this replay, so the figures are other ones; that the recorded export comes back as it was is tested by itself.',
    where: [
      {
        version: 'v6',
        route: /^GET .*\/usage(\/export)?$/,
        line: /^body\.(failed_requests|exported_at|usage\.)/,
      },
      { version: 'v6', route: /^POST .*\/usage\/import$/, line: /^body\./ },
      { version: 'v7', route: /^GET .*\/usage-queue$/, line: /^body/ },
    ],
  },
  {
    reason: 'A provider key is named by its mask and a client key by label and mask, never in full (A6, M2).',
    where: [{ route: /\/api-key-usage$/, line: /^body\..*\|.*: (absent|added)$/ }],
  },
];
