import { inEnglish, spokenLanguage } from './language.ts';

type Template = (...args: readonly string[]) => string;

/**
 * What was said in English before, as it was stored, or kept for all clients, in the language that is spoken now. A part
 * that no template of the catalogues has, such as what a provider says, stays as it is.
 */
export function fromEnglish(said: string, ...catalogues: readonly (() => object)[]): string {
  if (spokenLanguage() === 'en') return said;
  for (const words of catalogues) {
    const found = translated(said, inEnglish(words), words(), (part) => fromEnglish(part, ...catalogues));
    if (found !== undefined) return found;
  }
  return said;
}

function translated(
  said: string,
  known: object,
  spoken: object,
  part: (text: string) => string,
): string | undefined {
  for (const [name, one] of Object.entries(known)) {
    const other = (spoken as Record<string, unknown>)[name];
    if (typeof one === 'object') {
      const found = translated(said, one, other as object, part);
      if (found !== undefined) return found;
    } else if (typeof one === 'string') {
      if (one === said) return other as string;
    } else {
      const args = argumentsOf(said, one as Template);
      if (args) return (other as Template)(...args.map(part));
    }
  }
  return undefined;
}

/** Undefined: it is not said by this template. */
function argumentsOf(said: string, template: Template): readonly string[] | undefined {
  const places = Array.from({ length: template.length }, (_, at) => `\u0000${at}`);
  const pattern = template(...places)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\u0000(\d)/g, (mark, at, from, text) =>
      text.indexOf(mark) < from ? `\\k<_${at}>` : `(?<_${at}>.*?)`,
    );
  const found = new RegExp(`^${pattern}$`, 's').exec(said)?.groups;
  const args = found && places.map((_, at) => found[`_${at}`] ?? '');
  // A template that adds nothing fits everything.
  return args?.includes(said) ? undefined : args;
}
