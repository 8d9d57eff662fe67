import { mergeTokens } from '../../../providers/answers/read-tokens.ts';
import type {
  Asked,
  Citation,
  Frame,
  MediaPart,
  Prose,
  Signature,
  StopReason,
  StreamEvent,
  StreamWriter,
  TokenUsage,
} from './neutral.ts';

type EventOf<T extends StreamEvent['type']> = Extract<StreamEvent, { type: T }>;

/** Numbers the blocks of a stream whose protocol has none: except calls, one is open at a time. */
export class Blocks {
  #next = 0;
  #open: { readonly part: Prose; readonly block: number } | undefined;

  get open(): number | undefined {
    return this.#open?.block;
  }
  get openText(): number | undefined {
    return this.#open?.part === 'text' ? this.open : undefined;
  }

  /** Text of the open block, or of a new one if that is of another kind; may be empty. */
  text(part: Prose, text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    if (this.#open?.part !== part) {
      events.push(...this.close());
      this.#open = { part, block: this.#next++ };
      events.push({ type: 'open', ...this.#open });
    }
    const { block = 0 } = this.#open ?? {};
    if (text !== '') events.push({ type: 'text', block, text });
    return events;
  }

  /** A call stays open until it is closed by its number. */
  call(id: string, name: string): { readonly block: number; readonly events: StreamEvent[] } {
    const block = this.#next++;
    return { block, events: [...this.close(), { type: 'open', block, part: 'call', id, name }] };
  }

  close(): StreamEvent[] {
    const block = this.open;
    this.#open = undefined;
    return block === undefined ? [] : [{ type: 'close', block }];
  }
}

/** How a protocol writes each event of a stream; what it does not name, it has no place for, and is dropped. */
interface Writing<Block> {
  start(id: string | undefined): readonly Frame[];
  open(event: EventOf<'open'>): readonly [Block, ...Frame[]];
  text(block: Block, text: string): readonly Frame[];
  signature?(block: Block, signature: Signature): readonly Frame[];
  citation(block: Block, citation: Citation): readonly Frame[];
  close?(block: Block): readonly Frame[];
  redacted?(data: string): readonly Frame[];
  image?(part: MediaPart): readonly Frame[] | undefined;
  error(error: EventOf<'error'>['error']): readonly Frame[];
  end(stop: StopReason, usage: TokenUsage, sequence: string | undefined): readonly Frame[];
}

/** A writer of streams, which keeps the open blocks, and what comes last. */
export function streamWriter<Block extends object>({ losses }: Asked, writing: Writing<Block>): StreamWriter {
  const blocks = new Map<number, Block>();
  let usage: TokenUsage = {};
  let stop: EventOf<'stop'> = { type: 'stop', reason: 'end' };
  function lost(name: string): readonly Frame[] {
    losses.drop(name);
    return [];
  }

  return {
    write(event) {
      const block = 'block' in event ? blocks.get(event.block) : undefined;
      switch (event.type) {
        case 'start':
          return writing.start(event.id);
        case 'open': {
          const [opened, ...frames] = writing.open(event);
          blocks.set(event.block, opened);
          return frames;
        }
        case 'redacted_thinking':
          return writing.redacted?.(event.data) ?? lost(event.type);
        case 'image':
          return writing.image?.(event.part) ?? lost(event.type);
        case 'usage':
          usage = mergeTokens(usage, event.usage);
          return [];
        case 'stop':
          stop = event;
          return [];
        case 'error':
          return writing.error(event.error);
        case 'text':
          return block ? writing.text(block, event.text) : [];
        case 'signature':
          return (block && writing.signature?.(block, event.signature)) ?? lost(event.type);
        case 'citation':
          return (block && writing.citation(block, event.citation)) ?? lost(event.type);
        default:
          blocks.delete(event.block);
          return (block && writing.close?.(block)) ?? [];
      }
    },
    end: () => writing.end(stop.reason, usage, stop.sequence),
  };
}
