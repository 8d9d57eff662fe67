import type { DifferenceLine } from '../../contract/config-edit.ts';
import type { FileFact, FileMode } from '../../contract/facts.ts';
import { failure, success } from '../../contract/outcome.ts';
import type { Inquiry } from '../operation.ts';
import { octal } from './checks/files.ts';
import { type FixFindingsInput, fixFindings } from './fix-findings.ts';
import { words } from './words.ts';

export interface FixesPreview {
  /** Of config.yaml. */
  readonly lines: readonly DifferenceLine[];
  /** Of other files and folders: `/path: mode 0644 → 0600`. */
  readonly files: readonly string[];
}

/** What `fixFindings` would change: it runs on a backend and on files that are not written. */
export const previewFixes: Inquiry<FixFindingsInput, FixesPreview> = {
  id: 'preview-fixes',
  get title() {
    return words().fix.comparing;
  },
  audited: false,
  async run({ facts, rehearse, ...context }, input) {
    if (!rehearse) return failure('unsupported', words().fix.noPreview);
    const { backend, difference } = await rehearse(context.backend);
    let seen: readonly FileFact[] = [];
    const files: string[] = [];
    const modeLine = ({ path, mode }: FileMode) => {
      const before = seen.find((file) => file.path === path)?.mode;
      return words().fix.mode(path, before === undefined ? '' : octal(before), octal(mode));
    };
    const recorded = facts && {
      ...facts,
      async look(...given: Parameters<typeof facts.look>) {
        const found = await facts.look(...given);
        if (found.known && found.value.files.known) seen = found.value.files.value;
        return found;
      },
      async setModes(modes: readonly FileMode[]) {
        files.push(...modes.map(modeLine));
        return success(modes);
      },
      async makeFolder(path: string) {
        files.push(words().fix.newFolder(path));
        return success(undefined);
      },
    };
    const fixed = await fixFindings.run({ ...context, backend, facts: recorded }, input);
    if (!fixed.ok) return fixed;
    const lines = await difference();
    return lines.ok
      ? success({ result: { lines: lines.value, files }, message: '', fingerprints: [] })
      : lines;
  },
};
