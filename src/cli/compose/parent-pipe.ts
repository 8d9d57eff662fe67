import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { Secret } from '../../base/secret.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';

export interface ParentPipe {
  readonly password: Secret;
  /** Resolves when the other end is closed, as it is when the parent died. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** The local password that a parent writes into a pipe (C1), and the pipe's end as the parent's. */
export async function openParentPipe(fd: number): Promise<Outcome<ParentPipe>> {
  const none = failure('invalid', `File descriptor ${fd} gave no password: its first line must be one.`);
  let socket: Socket;
  try {
    socket = new Socket({ fd, readable: true, writable: false });
  } catch {
    return fromFile(fd) ?? none;
  }
  socket.on('error', () => {});
  let finish = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  socket.on('close', finish);
  const line = await firstLine(socket);
  if (line === '') {
    socket.destroy();
    return none;
  }
  // what else comes is nobody's; reading on is how the end is seen
  socket.resume();
  return success({ password: new Secret(line), ended, close: () => socket.destroy() });
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const hear = (data: Buffer) => {
      text += data.toString('utf8');
      if (text.includes('\n') || text.length > 4096) finish();
    };
    const finish = () => {
      socket.off('data', hear);
      socket.off('close', finish);
      resolve(text.split(/\r?\n/, 1)[0] ?? '');
    };
    socket.on('data', hear);
    socket.on('close', finish);
  });
}

/** `3< file` in a shell: no pipe, and so no parent to see end. */
function fromFile(fd: number): Outcome<ParentPipe> | undefined {
  try {
    const [line = ''] = readFileSync(fd, 'utf8').split(/\r?\n/, 1);
    if (line === '') return undefined;
    return success({ password: new Secret(line), ended: new Promise(() => {}), close: () => {} });
  } catch {
    return undefined;
  }
}
