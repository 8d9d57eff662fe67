/** Header of every answer of the embedded server: `cli-proxy/<version>`; how a client recognises it. */
export const serverHeader = 'server';
export const managementPrefix = '/v0/management';
/** What the one request of a sign-in asks for, under the prefix: its answer is the first load as well. */
export const signInPaths = { ours: '/console/state', public: '/config' } as const;
