import type { Difference } from './differences.ts';

/** About usage: what is reported about requests. */
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
      { route: /^Redis protocol/, line: /^body(\[\])+\.\w+/ },
    ],
  },
  {
    reason:
      'A provider key is named by its mask and a client key by label and mask (A6, M2); `usage-full-keys` shows them in full in `usage` and `usage-queue`.',
    where: [{ route: /\/api-key-usage$/, line: /^body\..*\|.*: (absent|added)$/ }],
  },
  {
    reason: 'The queue has the name of v7, `usage`, and that of v6, `queue`, and no other.',
    where: [
      {
        version: 'v7',
        exchange: /: LPOP queue: unsupported name$/,
        line: /^body\[\]: null, recorded string$/,
      },
      { version: 'v6', exchange: /: RPOP other$/, line: /^body\[\]: string, recorded null$/ },
    ],
  },
  {
    reason:
      'The newest lines of the log are kept in memory and sent with or without `logging-to-file`; their text, number and cursor are those of this program and run.',
    where: [
      {
        route: /^GET .*\/logs$/,
        line: /^body\.(lines\[\]|lines|line-count|latest-timestamp|next-cursor): other (value|length)$/,
      },
      { exchange: /: cursor: only new lines$/, line: /^body\.cursor-reset: added$/ },
      { exchange: /: (delete )?logs while logging-to-file is off$/, line: /^status 200, recorded 400$/ },
    ],
  },
  {
    reason:
      'The logs of single requests are those of this run; without a folder for log files, as in these runs, none are stored.',
    where: [
      { route: /\/request-error-logs$/, line: /^body\.files: empty list$/ },
      { route: /\/request-(error-logs|log-by-id)\//, line: /^status 404, recorded 200$/ },
    ],
  },
];
