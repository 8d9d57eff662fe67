import { catalogue } from '../../base/text/language.ts';

/** What is wrong with auth files, and with the folder that they are in. */
const en = {
  noneNamed: 'No auth file was named.',
  moreFailed: (count: number) => ` ${count} more failed.`,
  stopped: 'Stopped before it was done.',
  priority: 'A priority must be a whole number; higher ones go first.',
  note: 'A note has at most 500 characters.',
  unchanged: (wrong: string) => `${wrong} No changes made.`,
  noField: 'No field was given. No changes made.',
  upload: {
    large: (name: string, size: number) => `${name} is larger than ${size} KiB, so it is no auth file`,
    hidden: (name: string, field: string) => `${name} has control or invisible characters in "${field}"`,
    noChannel: (channel: string, known: string) => `there is no channel ${channel} here, only ${known}`,
    noType: (name: string) => `${name} names no provider in "type"; give one as its channel`,
    otherType: (name: string, type: string, channel: string) =>
      `${name} is a file of ${type}, not of ${channel}`,
    refused: (what: string) => `${what}. No changes made.`,
  },
  names: {
    ending: 'must end in .json and not begin with a dot',
    long: (most: number) => `must be at most ${most} bytes long`,
    characters: "may contain letters, digits, spaces and . , _ - + = @ ~ # & ' ( ) only",
    device: 'may not look like a path, an option or a device',
    rule: (rule: string) => `The name of an auth file ${rule}. No changes made.`,
    gone: (name: string) => `${name} no longer exists. No changes made.`,
  },
  broken: {
    noType: 'names no provider in "type"',
    empty: 'is empty',
    noObject: 'is not a JSON object',
    noJson: 'is not JSON, or was cut short',
    lacks: (place: string) => `lacks "${place}"`,
    wrong: (place: string, rule: string) => `has a "${place}" that ${rule}`,
    sentence: (reason: string) => `It ${reason}: log in again, upload it again, or remove it.`,
  },
  readable: (bits: string, command: string) =>
    `Others on this machine can read its tokens (mode ${bits}); run: ${command}`,
  newerFacts: 'auth-files.data was written by a newer cli-proxy. Update this one to change what it holds.',
  notKept: 'What was revoked there is no longer kept, or has been restored already.',
  notBegun: 'Stopped before anything was done.',
  follow: {
    notEnforced:
      'Expiry, deadlines and limits of client keys are not enforced: their records cannot be read.',
    wouldNotEnforce:
      'The records of client keys cannot be read. A server that starts now enforces no expiry, deadline or limit of a key.',
    rewritten: (path: string) =>
      `${path} was damaged. It was written again with the labels, expiries and limits that were in force; the damaged file is beside it as .damaged.`,
    oldFolder: (path: string, reason: string) => `Expiry and limits of keys are still in ${path}. ${reason}`,
    blind: (reason: string) =>
      `Changes made by other programs are not noticed (the system reports "${reason}"). Press r to reload.`,
  },
  logs: {
    unread: (folder: string, code: string | undefined) => `The log in ${folder} could not be read: ${code}.`,
    none: (folder: string) =>
      `There are no log files in ${folder}. Set logging-to-file to true, or sign in to the running server with its password.`,
  },
  noUsage: 'No server has recorded usage beside this config yet.',
  needsServer: 'Only a running server asks providers. Start it, and try again.',
  large: (name: string) => `${name} is larger than 1 MiB, so it is no auth file.`,
  tokens: {
    stopped: 'Stopped before anything was written.',
    changed: (name: string) => `The tokens of ${name} were changed by another program. No changes made.`,
    renewing: (name: string, holder: string) => `${name} is being renewed by ${holder}. Try again.`,
  },
  write: {
    folder: (folder: string, holder: string) => `${folder} is being written by ${holder}. Try again.`,
    file: (name: string) => `${name} is being written by another program. Try again.`,
    double: (name: string) => `There is ${name} already, which some systems take for the same name`,
    otherName: (what: string) => `${what}: give another name.`,
    link: (name: string) => `${name} is a link: change the file that it points to.`,
    damaged: (name: string) => `${name} is damaged. No changes made. Log in again, or remove it.`,
    there: (name: string) => `There is an auth file ${name} already. No changes made.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
