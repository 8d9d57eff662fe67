import { catalogue } from '../base/text/language.ts';

/** What is said of every operation, and of undoing the last one of any program. */
const en = {
  notAudited: (done: string, reason: string) => `${done} The audit log could not be written: ${reason}`,
  differing: {
    undone: (cause: string) => `${cause} The change was undone.`,
    notUndone: (cause: string, reason: string) => `${cause} The change could not be undone: ${reason}`,
  },
  undo: {
    title: 'undoing the last change',
    notRestored: (title: string, what: string) => `Cannot undo ${title}: ${what} cannot be restored.`,
    changedSince: (title: string) => `Cannot undo ${title}: it was changed again since. No changes made.`,
    noText: (title: string) => `Cannot undo ${title}: the former text of config.yaml is no longer kept.`,
    done: (title: string) => `Undid ${title}.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
