import type { SignIn } from '../contract/sign-in.ts';

/** Logins whose code is loaded with the first question: a console's first screen needs none of it. */
export function lateSignIn(load: () => Promise<SignIn>): SignIn {
  let loading: Promise<SignIn> | undefined;
  const ready = (): Promise<SignIn> => {
    loading ??= load();
    return loading;
  };
  return {
    providers: async (...asked) => (await ready()).providers(...asked),
    start: async (...asked) => (await ready()).start(...asked),
    status: async (...asked) => (await ready()).status(...asked),
    submit: async (...asked) => (await ready()).submit(...asked),
    cancel: async (...asked) => (await ready()).cancel(...asked),
  };
}
