/** For `env` of a child that runs with our environment otherwise: an editor, a browser, git have no business with them. */
export const withoutPasswords = { CLI_PROXY_PASSWORD: undefined, MANAGEMENT_PASSWORD: undefined } as const;
