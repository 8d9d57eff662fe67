import type { Failure, Outcome } from '../../contract/outcome.ts';
import type { SignInStatus } from '../../contract/sign-in.ts';
import type { SignInFlow } from '../../contract/sign-in-flow.ts';
import type { FlowEvent } from './reduce-flow.ts';

/** The server did not take an answer. */
export function eventOfRefusal({ kind, message }: Failure): FlowEvent {
  // It has one already: its status tells what became of that.
  if (kind === 'conflict') return { type: 'notice', notice: message };
  return { type: 'refused', notice: message };
}

/** What the server says of a login; undefined: nothing new. */
export function eventOfStatus(status: Outcome<SignInStatus>, flow: SignInFlow): FlowEvent | undefined {
  if (!status.ok) return eventOfSilence(status);
  const { value } = status;
  switch (value.kind) {
    case 'exchanging':
    case 'waiting':
      return value.kind === 'exchanging' ? { type: 'exchanging' } : reachedAgain(flow);
    case 'done': {
      const { name, account } = value;
      return { type: 'done', ...(name !== undefined && { name }), ...(account !== undefined && { account }) };
    }
    case 'failed':
      return { type: 'failed', reason: value.reason };
    case 'lost':
      return { type: 'failed', reason: lostReason };
  }
}

const lostReason =
  'The server no longer knows this login: it was restarted, or the login was ended elsewhere; start again.';
const silence = 'The server does not answer just now:';

function eventOfSilence({ kind, message }: Failure): FlowEvent | undefined {
  if (kind === 'cancelled') return undefined;
  // A refused secret is not sent again.
  if (kind === 'denied' || kind === 'locked-out') return { type: 'failed', reason: message };
  return { type: 'notice', notice: `${silence} ${message}` };
}

const reachedAgain = (flow: SignInFlow): FlowEvent | undefined =>
  'notice' in flow && flow.notice?.startsWith(silence) ? { type: 'notice', notice: undefined } : undefined;
