import type { Config } from '../../contract/config.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { SignIn, SignInStatus } from '../../contract/sign-in.ts';
import type { SignInFlow } from '../../contract/sign-in-flow.ts';
import { offeredProviders } from '../../providers/accounts/sign-in-records.ts';
import { readRedirect } from './read-redirect.ts';
import type { SignIns, Verdict } from './sign-ins.ts';

/** The logins of this very process, for a console that works on the files. */
export function localSignIn(signIns: SignIns, config: () => Promise<Outcome<Config>>): SignIn {
  return {
    async providers() {
      const read = await config();
      return read.ok ? success(offeredProviders(read.value)) : read;
    },
    start: (provider, { again, project } = {}) => signIns.start(provider, { again, project }),
    status: async (state) => success(statusOf(signIns.flow(state))),
    async submit(redirectUrl) {
      const redirect = readRedirect(redirectUrl);
      return redirect ? outcomeOf(signIns.answer(redirect)) : failure('invalid', 'That holds no answer.');
    },
    async cancel(state) {
      signIns.cancel(state);
      return success(undefined);
    },
  };
}

function statusOf(flow: SignInFlow | undefined): SignInStatus {
  switch (flow?.phase) {
    case 'waiting':
    case 'exchanging':
      return { kind: flow.phase };
    case 'failed':
      return { kind: 'failed', reason: flow.reason };
    case 'done': {
      const { name, account } = flow;
      return { kind: 'done', ...(name !== undefined && { name }), ...(account !== undefined && { account }) };
    }
    case 'timed-out':
      return { kind: 'failed', reason: 'Nobody came back in time; start again.' };
    default:
      return { kind: 'lost' };
  }
}

function outcomeOf(verdict: Verdict): Outcome<void> {
  if (verdict === 'accepted') return success(undefined);
  if (verdict === 'unknown') return failure('invalid', 'No login waits for that answer (any more).');
  if (verdict === 'other provider') return failure('invalid', 'That answer is for another provider.');
  return failure('conflict', 'This login has its answer already.');
}
