import { catalogue } from '../base/text/language.ts';

/** Why config.yaml or a file beside it could not be read or written. */
const en = {
  modes: {
    warning: (path: string, act: string, bits: string, command: string) =>
      `${path} can be ${act} (mode ${bits}); run: ${command}`,
    anyone: 'anyone on this machine',
    group: 'its group',
    changedBy: (who: string) => `changed by ${who}`,
    readBy: (who: string) => `read by ${who}`,
    both: (changing: string, reading: string) => `changed by ${changing} and read by ${reading}`,
  },
  read: {
    empty: 'config.yaml is empty. Restore a version that "cli-proxy config history --disk" lists.',
    utf16: 'config.yaml is UTF-16 text, as PowerShell writes it; save it as UTF-8.',
    notUtf8: (line: number, column: number) =>
      `config.yaml is not UTF-8 text; save it as UTF-8: line ${line}, column ${column}.`,
  },
  recover: {
    neither: (path: string, folder: string) =>
      `A write of ${path} was interrupted, and the file has neither the old nor the new text. It was left as it is, and both texts are in ${folder}. Check the file.`,
    changed: (path: string) => `${path} was changed during the repair. Check it and try again.`,
    completed: (path: string, folder: string) =>
      `An interrupted write of ${path} was completed. The text found before is kept in ${folder}.`,
    damaged: (path: string, aside: string) =>
      `A write of ${path} was interrupted, and the record of the new text is damaged (${aside}). Check the file and the backups in that folder.`,
    notRemoved: (reason: string) => `Files of an interrupted write could not be removed. ${reason}`,
  },
  beingWritten: (path: string, holder: string) =>
    `${path} is being written by ${holder}. No changes made. Try again.`,
  modified: (path: string) => `${path} was modified by another program. Reload it and try again.`,
  sameMoment: (path: string) =>
    `${path} was changed by another program at the same moment. Check it and try again.`,
  private: {
    damaged: (path: string) => `${path} is damaged. Repair it, or delete it with everything in it.`,
    beingWritten: (path: string, holder: string) => `${path} is being written by ${holder}. Try again.`,
  },
  newerRecords:
    'key-records.data was written by a newer cli-proxy. Update this one to read and change labels.',
  versionNotUtf8: (path: string) => `${path} is not UTF-8 text; save it as UTF-8.`,
  noVersion: (id: string) => `There is no version ${id}. List them with cli-proxy config history.`,
  edit: {
    noYaml: (path: string) => `The new value of ${path} cannot be written as YAML text.`,
    notSafe: (place: string) =>
      `${place} cannot be changed safely because of how config.yaml is written. Change it by hand with "cli-proxy config edit".`,
    noName: (path: string) => `${path} is not the name of a setting.`,
    gone: (item: string, path: string) => `The entry ${item} of ${path} is no longer there. No changes made.`,
    alias: (place: string) =>
      `${place} is an alias (*name) of another place; change it with "cli-proxy config edit".`,
    notA: (place: string, kind: string) => `${place} is not a ${kind}. No changes made.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
