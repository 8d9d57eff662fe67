import { fromEnglish } from '../base/text/from-english.ts';
import { catalogue } from '../base/text/language.ts';

/** Why usage is not stored or cannot be read. Plain templates, by which English is translated. */
const en = {
  unread: (reason: string) => `Usage cannot be read now: ${reason}.`,
  notImported: (reason: string) => `The usage could not be stored: ${reason}.`,
  cannotStore: (reason: string, most: string) =>
    `Usage cannot be stored (${reason}); the newest ${most} requests are kept in memory until it can.`,
  noRoom: (dropped: string) => `${dropped} did not have room and are lost.`,
  tooFast: (dropped: string) =>
    `Usage could not be stored as fast as it came; ${dropped} requests are not in it.`,
  lastMissing: (why: string) =>
    `The last requests may be missing in the usage: its thread has ended too early (${why}).`,
  noLongerStored: (why: string) =>
    `The usage of this run is no longer stored: its thread has ended (${why}).`,
  noFolder: (folder: string, reason: string) => `${folder} cannot be used: ${reason}.`,
  damagedNow: (path: string) => `${path} is damaged; the server sets it aside when it starts.`,
  wasDamaged: (path: string, aside: string) =>
    `${path} was damaged: it was set aside as ${aside}, and a new one was begun.`,
  notSetAside: (path: string, reason: string) =>
    `${path} is damaged and could not be set aside, so usage is not kept: ${reason}.`,
  damaged: (path: string) => `${path} is damaged.`,
  newer: (path: string) => `${path} is from a newer version of this program; update this one.`,
  notOpened: (path: string, reason: string) => `${path} could not be opened: ${reason}.`,
  notOpenedAgain: (path: string, reason: string) => `${path} could not be opened again: ${reason}.`,
  earlierInUse: (path: string) =>
    `${path} is of an earlier version, and another program has it open. End that program and start again.`,
  notTakenOver: (path: string, reason: string) => `${path} could not be taken over: ${reason}.`,
  notRenamed: (path: string, reason: string) =>
    `${path} is of an earlier version and could not be renamed: ${reason}.`,
  replaced: (path: string) =>
    `${path} was removed or replaced while it was in use. Its records are lost here; new requests are recorded from now on.`,
  earlier: {
    incomplete: (reason: string, path: string) =>
      `Usage of an earlier version is not complete (${reason}): what is missing is in ${path}, and is tried again at the next start.`,
    taking: 'Usage of an earlier version is being taken over, oldest first',
    copying: 'Usage of usage.db is copied into the database, oldest first',
    refusals: 'Refused requests of usage.db are copied into the database',
    percent: (what: string, percent: string) => `${what}: ${percent} % is there`,
    sofar: (what: string, percent: string) => `${what}: ${percent} % is there.`,
    waits: (what: string, reason: string) => `${what}; it waits (${reason}).`,
    notCopied: (reason: string) =>
      `Usage of usage.db is not complete in the database (${reason}); it is tried again at the next start.`,
  },
  shared: {
    notUrl:
      'usage-database is not a URL such as postgres://USER:PASSWORD@HOST/DATABASE, so usage is not recorded.',
    name: (place: string) => `The database ${place}`,
    // Before those that fit more.
    unreadWaiting: (reason: string) => `Requests that wait on this disk cannot be read: ${reason}.`,
    unread: (database: string, reason: string) => `${database} cannot be read: ${reason}.`,
    waiting: (database: string, count: string) =>
      `${database} does not take usage: ${count} requests wait on the disk of this server and follow.`,
    waitingFor: (database: string, reason: string, count: string) =>
      `${database} does not take usage (${reason}): ${count} requests wait on the disk of this server and follow.`,
    notStored: (reason: string) => `A request could not be stored and is not in the usage: ${reason}.`,
  },
  reasons: {
    damaged: 'it is damaged',
    full: 'the disk is full',
    readOnly: 'it may not be written',
    busy: 'another program holds it',
    noFile: 'it is a folder, or you do not have permission to open it',
    disk: 'the disk does not answer as it should',
    unknown: 'unknown reason',
    denied: 'permission is denied',
    link: 'it is a symbolic link; remove it',
    foreign: 'it belongs to another user; remove it',
    gone: 'its file is gone',
    closed: 'it is closed',
    threadEnded: 'its thread has ended',
    newerTables: 'its tables are of a newer version of this program',
    earlierTables: 'its tables are of an earlier version; the first start of a server changes them',
    noTls: 'it offers no TLS; sslmode=disable in its URL allows to do without',
    late: 'it does not answer',
    certificate: (code: string) => `its certificate is not trusted (${code})`,
    refused: 'the connection is refused',
    noHost: 'its host is not found',
    password: 'it refuses the user or the password',
    noDatabase: 'it does not exist',
    databaseFull: 'its disk is full',
    connections: 'it has too many connections',
    starting: 'it is starting',
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));

/** What the thread of the database said, and what a server keeps for all clients. */
export const spoken = (said: string): string => fromEnglish(said, words);
