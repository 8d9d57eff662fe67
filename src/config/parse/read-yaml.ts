import { type Document, isScalar, LineCounter, type ParsedNode, parseDocument, visit } from 'yaml';
import { type Failure, failure, type Outcome, success } from '../../contract/outcome.ts';
import { nestedTooDeeply } from './nesting-depth.ts';
import { words } from './words.ts';
import { yamlErrorSentence } from './yaml-error-sentence.ts';

type ErrorType = NonNullable<Failure['errorType']>;

export interface YamlText {
  readonly text: string;
  readonly document: Document.Parsed<ParsedNode>;
  /** Sentence about a place in the text, with line and column from 1. */
  readonly problemAt: (offset: number, sentence: string, errorType: ErrorType) => Failure;
}

/**
 * Parses config.yaml; `tokens` keeps the source tokens that edits need. No text of the file gets into an error,
 * as it may be a secret (M2).
 */
export function readYaml(text: string, options: { tokens?: boolean } = {}): Outcome<YamlText> {
  const lines = new LineCounter();
  const problemAt = (offset: number, sentence: string, errorType: ErrorType): Failure => {
    const { line, col } = lines.linePos(offset);
    return failure('invalid', words().at(sentence, line, col), { errorType, line, column: col });
  };
  if (/^\uFEFF?\s*$/.test(text)) {
    return failure('invalid', words().empty, { errorType: 'syntax', line: 1, column: 1 });
  }
  const deep = nestedTooDeeply(text);
  if (deep !== undefined) return nestedProblem(text, deep);
  const nul = text.indexOf('\0');
  const document = parseDocument(text, {
    lineCounter: lines,
    keepSourceTokens: options.tokens ?? false,
    // The library's own messages quote the source.
    prettyErrors: false,
    strict: true,
    // Looked for below: the library compares each key with each.
    uniqueKeys: false,
    logLevel: 'error',
  });
  if (nul >= 0) return problemAt(nul, words().nul, 'syntax');
  const error = document.errors[0];
  const twice = repeatedKey(document) ?? Number.POSITIVE_INFINITY;
  if (error && error.pos[0] <= twice)
    return problemAt(error.pos[0], yamlErrorSentence(error.code, error.message), 'syntax');
  if (twice !== Number.POSITIVE_INFINITY)
    return problemAt(twice, yamlErrorSentence('DUPLICATE_KEY', ''), 'syntax');
  return success({ text, document: document as Document.Parsed<ParsedNode>, problemAt });
}

/** The position of the first duplicate key of a mapping. */
function repeatedKey(document: Document.Parsed<ParsedNode>): number | undefined {
  let first: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const scalar = isScalar(key) ? key : undefined;
        const at = scalar?.range?.[0];
        if (scalar && at !== undefined && seen.has(scalar.value)) first = Math.min(first ?? at, at);
        if (scalar) seen.add(scalar.value);
      }
    },
  });
  return first;
}

/** Found before the parser, so its line counter knows nothing yet. */
function nestedProblem(text: string, offset: number): Failure {
  const before = text.slice(0, offset);
  const [line, column] = [before.split('\n').length, offset - before.lastIndexOf('\n')];
  const sentence = words().at(words().yaml.RESOURCE_EXHAUSTION, line, column);
  return failure('invalid', sentence, { errorType: 'syntax', line, column });
}
