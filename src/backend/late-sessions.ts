import type { BackendSessions } from './backend.ts';

type Asked = Omit<BackendSessions, 'editMembers' | 'tokens'>;

/** The questions of the port to sessions whose code is loaded with the first one: no first screen needs them. */
export function lateSessions(load: () => Promise<BackendSessions>): Asked {
  let loading: Promise<BackendSessions> | undefined;
  const ready = (): Promise<BackendSessions> => {
    loading ??= load();
    return loading;
  };
  return {
    list: async (...asked) => (await ready()).list(...asked),
    ghosts: async (...asked) => (await ready()).ghosts(...asked),
    inspect: async (...asked) => (await ready()).inspect(...asked),
    models: async (...asked) => (await ready()).models(...asked),
    setDisabled: async (...asked) => (await ready()).setDisabled(...asked),
    editFields: async (...asked) => (await ready()).editFields(...asked),
    upload: async (...asked) => (await ready()).upload(...asked),
    download: async (...asked) => (await ready()).download(...asked),
    revoke: async (...asked) => (await ready()).revoke(...asked),
    revocations: async (...asked) => (await ready()).revocations(...asked),
    restore: async (...asked) => (await ready()).restore(...asked),
    resetCooldown: async (...asked) => (await ready()).resetCooldown(...asked),
  };
}
