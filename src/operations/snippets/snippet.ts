import { shellQuoted } from '../../base/text/shell-word.ts';
import { noModel, type SnippetTarget } from './target.ts';
import { words } from './words.ts';

/** One way to get a client going (L1): a program, a file or a command line for one kind of client. */
export interface Snippet {
  /** As `--for` takes it. */
  readonly id: string;
  readonly title: string;
  /** What it needs beside the language, for people: a command, or a text of `words.ts`. */
  needs(): string;
  /** The whole text; no line of it holds the key unless the target has it in full. */
  text(target: SnippetTarget): string;
  /** Replaces the key in it, when it has neither the key nor a variable. */
  readonly placeholder?: string;
  /** Why there is none for this target, as a sentence; undefined if there is one. */
  unfit?(target: SnippetTarget): string | undefined;
}

/** Where the key comes from, as a sentence, when the text does not have it. */
export const keyPlace = ({ placeholder }: Snippet, { env }: SnippetTarget): string =>
  placeholder === undefined ? words().variable(env) : words().placeholder(placeholder);

/** Whether a model is still to be put in; the name of a variable (`OPENAI_MODEL`) is no gap. */
export const lacksModel = (text: string): boolean => new RegExp(`\\b${noModel}\\b`).test(text);

/** For a shell: the value, or the variable that holds it. */
export const keyInShell = ({ key, env }: SnippetTarget): string =>
  key === undefined ? `"$${env}"` : shellQuoted(key.reveal());

/** For a shell, inside double quotes, behind other words. */
export const headerInShell = ({ key, env }: SnippetTarget, before: string): string =>
  key === undefined ? `"${before}$${env}"` : shellQuoted(before + key.reveal());

/** A string as JavaScript, Python, Go and TOML all read it. */
export const quoted = (text: string): string => JSON.stringify(text);

export const noChat = ({ openAi, name }: SnippetTarget): string | undefined =>
  openAi === undefined ? `${name} does not support OpenAI-style chat, which this client needs.` : undefined;

/** @param what a provider would have to do, to be fit */
export const lacks = ({ name }: SnippetTarget, what: string): string => `${name} ${what}.`;

export const noResponses = (target: SnippetTarget): string | undefined =>
  target.responses && target.openAi !== undefined
    ? undefined
    : lacks(
        target,
        'is not known to support the Responses API; if it does, set responses: true in its openai-compatibility entry',
      );

/** What a client needs to know when the certificate may be one of the operator's own (I1). */
export const trustLine = ({ ca }: SnippetTarget, comment: string, variable: string): string[] =>
  ca === undefined ? [] : [`${comment} If your machine does not know its certificate: ${variable}=${ca}`];
