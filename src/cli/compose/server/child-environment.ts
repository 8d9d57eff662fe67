/** For `env` of child processes such as an editor, a browser or git, which must not see the passwords. */
export const withoutPasswords = { CLI_PROXY_PASSWORD: undefined, MANAGEMENT_PASSWORD: undefined } as const;
