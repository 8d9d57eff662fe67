import { mergeTokens } from '../../../providers/answers/read-tokens.ts';
import type { Citation, NeutralAnswer, Part, StreamEvent, TokenUsage } from './neutral.ts';

/** The complete answer of a stream, in the order in which its blocks were opened. */
export function joinEvents(events: Iterable<StreamEvent>): NeutralAnswer {
  let answer: Omit<NeutralAnswer, 'parts' | 'usage'> = { id: undefined, model: undefined, stop: 'end' };
  let usage: TokenUsage = {};
  const parts: Part[] = [];
  const places = new Map<number, number>();
  for (const event of events) {
    switch (event.type) {
      case 'start':
        answer = { ...answer, id: event.id, model: event.model };
        break;
      case 'open':
        places.set(event.block, parts.length);
        parts.push(begunPart(event));
        break;
      case 'redacted_thinking':
        parts.push({ type: 'thinking', text: '', redacted: event.data });
        break;
      case 'image':
        parts.push(event.part);
        break;
      case 'usage':
        usage = mergeTokens(usage, event.usage);
        break;
      case 'stop':
        answer = { ...answer, stop: event.reason, stopSequence: event.sequence };
        break;
      case 'text':
      case 'signature':
      case 'citation': {
        const place = places.get(event.block) ?? -1;
        const part = parts[place];
        if (part) parts[place] = grown(part, event);
      }
    }
  }
  return { ...answer, parts, usage };
}

/** What a block is before its first text. */
export const begunPart = (event: Extract<StreamEvent, { type: 'open' }>): Part =>
  event.part === 'call'
    ? { type: 'call', id: event.id, name: event.name, input: '' }
    : { type: event.part, text: '' };

function grown(part: Part, event: Extract<StreamEvent, { type: 'text' | 'signature' | 'citation' }>): Part {
  if (event.type === 'signature')
    return part.type === 'thinking' ? { ...part, signature: event.signature } : part;
  if (event.type === 'citation') {
    return part.type === 'text' ? { ...part, citations: [...(part.citations ?? []), event.citation] } : part;
  }
  if (part.type === 'call') return { ...part, input: part.input + event.text };
  return 'text' in part ? { ...part, text: part.text + event.text } : part;
}

/** The events of a stream with this answer, for a provider that did not stream. */
export function eventsOf({ id, model, parts, usage, stop, stopSequence }: NeutralAnswer): StreamEvent[] {
  return [
    { type: 'start', id, model },
    ...parts.flatMap(eventsOfPart),
    { type: 'usage', usage },
    { type: 'stop', reason: stop, sequence: stopSequence },
  ];
}

export const cited = (block: number, citations: readonly Citation[]): StreamEvent[] =>
  citations.map((citation) => ({ type: 'citation', block, citation }));

export function eventsOfPart(part: Part, block: number): StreamEvent[] {
  const around = (open: StreamEvent, text: string, more: readonly StreamEvent[] = []): StreamEvent[] => [
    open,
    ...(text === '' ? [] : [{ type: 'text', block, text } as const]),
    ...more,
    { type: 'close', block },
  ];
  switch (part.type) {
    case 'call': {
      const { id, name, input } = part;
      return around({ type: 'open', block, part: 'call', id, name }, input);
    }
    case 'thinking': {
      const { text, redacted, signature } = part;
      if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }];
      const signed = signature ? [{ type: 'signature', block, signature } as const] : [];
      return around({ type: 'open', block, part: 'thinking' }, text, signed);
    }
    case 'text':
    case 'refusal': {
      const citations = (part.type === 'text' && part.citations) || [];
      return around({ type: 'open', block, part: part.type }, part.text, cited(block, citations));
    }
    case 'image':
      return [{ type: 'image', part }];
    default:
      return [];
  }
}
