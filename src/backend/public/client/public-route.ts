import type * as v from 'valibot';

/** One management route of a public server; `{…}` in `path` is filled from `params`. */
export interface PublicRoute {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: string;
  readonly input: v.GenericSchema;
  readonly output: v.GenericSchema;
  /** Absent: both generations have it. */
  readonly only?: 'v6' | 'v7';
}
