import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Secret } from '../../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';

export interface ParentPipe {
  readonly password: Secret;
  /** Resolves when the other end is closed, as it is when the parent died; never once it has said `keep`. */
  readonly ended: Promise<void>;
  /** Called for each `traffic?`, a query that is answered on stdout. */
  onAsked: () => void;
  readonly close: () => void;
}

/** The local password that a parent writes into a pipe (C1), and the pipe's end as the parent's. */
export async function openParentPipe(fd: number): Promise<Outcome<ParentPipe>> {
  const none = failure(
    'invalid',
    `File descriptor ${fd} provided no password. Its first line must be the password.`,
  );
  let socket: Socket;
  try {
    socket = new Socket({ fd, readable: true, writable: false });
  } catch {
    return fromFile(fd) ?? none;
  }
  socket.on('error', () => {});
  let kept = false;
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  socket.on('close', () => {
    if (!kept) finish();
  });
  const lines = createInterface({ input: socket });
  const first = await new Promise<string>((resolve) => {
    lines.once('line', resolve);
    socket.once('close', () => resolve(''));
  });
  if (first === '') {
    socket.destroy();
    return none;
  }
  const pipe = { password: new Secret(first), ended, onAsked: () => {}, close: () => socket.destroy() };
  lines.on('line', (line) => {
    if (line === 'keep') kept = true;
    else if (line === 'traffic?') pipe.onAsked();
  });
  return success(pipe);
}

/** `3< file` in a shell: no pipe, and so no parent to see end. */
function fromFile(fd: number): Outcome<ParentPipe> | undefined {
  try {
    const [line = ''] = readFileSync(fd, 'utf8').split(/\r?\n/, 1);
    if (line === '') return undefined;
    return success({
      password: new Secret(line),
      ended: new Promise(() => {}),
      onAsked: () => {},
      close: () => {},
    });
  } catch {
    return undefined;
  }
}
