import { Secret } from '../../../base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { Io } from '../../io.ts';
import { printQuestion } from '../../print/print-answer.ts';

type Asking = Pick<Io, 'stdin' | 'stderr'>;

/** Is there a person to ask? Questions go to stderr, as stdout may lead into a file. */
export function canAsk({ stdin, stderr }: Asking): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** yes or no, with no as the answer to a bare Enter. */
export async function askYes(io: Asking, question: string): Promise<boolean> {
  printQuestion(io.stderr, `${question} [y/N]`);
  const answer = await readLine(io, false);
  return answer.ok && /^y(es)?$/i.test(answer.value.trim());
}

/** Shows neither the characters nor how many there are. An empty answer is an empty secret. */
export async function askHidden(io: Asking, question: string): Promise<Outcome<Secret>> {
  printQuestion(io.stderr, `${question}:`);
  const answer = await readLine(io, true);
  return answer.ok ? success(new Secret(answer.value)) : answer;
}

function readLine({ stdin, stderr }: Asking, hidden: boolean): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    let line = '';
    const finish = (outcome: Outcome<string>) => {
      stdin.off('data', hear);
      stdin.off('end', end);
      if (hidden) {
        stdin.setRawMode?.(false);
        stderr.write('\n');
      }
      stdin.pause();
      resolve(outcome);
    };
    const end = () => finish(line === '' ? cancelled : success(line));
    const hear = (data: Buffer | string) => {
      for (const character of String(data)) {
        if (character === '\r' || character === '\n') return finish(success(line));
        if (character === '\x03' || (character === '\x04' && line === '')) return finish(cancelled);
        if (character === '\x7f' || character === '\b') line = [...line].slice(0, -1).join('');
        else if (character === '\x15') line = '';
        else if (character >= ' ') line += character;
      }
    };
    if (hidden) stdin.setRawMode?.(true);
    stdin.on('data', hear);
    stdin.on('end', end);
    stdin.resume();
  });
}

const cancelled = failure('cancelled', 'Cancelled. No changes made.');
