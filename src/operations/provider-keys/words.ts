import { catalogue } from '../../base/text/language.ts';

/** What changes and tests of provider keys say in the console. A note behind a sentence begins with its space. */
const en = {
  add: {
    title: 'adding a provider key',
    done: (name: string, note: string) => `Added ${name}.${note}`,
    undone: (name: string) => `Removed ${name} again.`,
    duplicating: 'duplicating a provider key',
    needs: (what: string) => `Give the copy ${what}, to distinguish the two.`,
    copied: (name: string, of: string) => `Added ${name}, a copy of ${of}.`,
    otherName: 'a different name',
    otherKey: 'a different key, base URL or prefix',
    nameTaken: (name: string) =>
      `A provider named ${name} already exists. Add the key to it with --to ${name}, or choose another name.`,
    onlyGrouped: 'Only openai-compatibility entries can have several keys. Add this key on its own.',
    ofEntry: (field: string) =>
      `${field} belongs to the whole entry. Change it with cli-proxy providers edit.`,
    this: 'This',
    lost: 'The provider key could not be found after the change. Check the list.',
    there: (name: string) => `That key already exists as ${name}.`,
    ofKey: (field: string) => `${field} belongs to a key. Give the key as well.`,
  },
  notHere: (list: string) => `${list} entries cannot be edited here.`,
  ask: {
    impossible: 'Requests to providers are not possible from here.',
    cancelled: 'Cancelled before an answer arrived.',
    steps: {
      resolve: (host: string) => `looking up ${host}`,
      connect: (host: string) => `connecting to ${host}`,
      proxy: (host: string) => `connecting to ${host} through the proxy`,
      tls: (host: string) => `checking the certificate of ${host}`,
      request: (host: string) => `waiting for ${host} to answer`,
      answer: (host: string) => `reading the answer from ${host}`,
    },
    noBaseUrl: (name: string) => `${name} has no base-url. Set one first.`,
    moved: (name: string, now: string, before: string) =>
      `${name} now uses ${now} instead of ${before}. Nothing was sent. Check it again.`,
    inEnvironment: (variable: string) =>
      `The key is set in ${variable} in the server's environment, which only the server can read.`,
  },
  askedKey: 'that provider key',
  change: {
    already: 'That is already set. No changes made.',
    notReadBack: (done: string, reason: string) => `${done} The change could not be read back: ${reason}`,
    differs: (place: string) => `${place} accepted the change but reports different provider keys.`,
    changedSince: 'Cannot undo: these provider keys were changed again.',
  },
  cooldown: {
    title: 'clearing a cooldown',
    none: 'No provider key is cooling down.',
    notCooling: (what: string, several: boolean) => `${what} ${several ? 'are' : 'is'} not cooling down.`,
    cleared: (what: string) => `Cleared the cooldown of ${what}.`,
    noServer: 'Only the running server knows its cooldowns. Sign in to it, or restart it to clear them all.',
    notReported:
      'Public servers do not report cooldowns of provider keys, so they cannot be cleared from here.',
  },
  thatKey: 'this provider key',
  models: {
    title: 'listing models',
    noList: (name: string) => `${name} does not list its models. Enter their names.`,
    tooLong: (name: string) => `The model list of ${name} is too long. Enter the names.`,
    none: (name: string) => `${name} lists no models. Enter their names.`,
    found: (name: string, count: number) => `${name} has ${count === 1 ? '1 model' : `${count} models`}.`,
  },
  edit: {
    title: 'editing a provider key',
    notTheKey: 'To replace the key itself, use cli-proxy providers rotate.',
    nameTaken: (name: string) => `A provider named ${name} already exists. Choose another name.`,
    done: (name: string) => `Saved ${name}.`,
    undone: (name: string) => `Restored the former fields of ${name}.`,
    noKey: (field: string | undefined) =>
      `${field ?? 'That field'} belongs to a key, and this entry has none. Add a key first.`,
  },
  inEnvironment: (variable: string) =>
    `This key is set in the server's environment (${variable}), not in config.yaml. Change it there.`,
  environment: {
    title: 'reading keys from the environment',
    none: 'No provider key is set in the environment.',
  },
  move: {
    title: 'moving a provider key',
    undone: (name: string) => `Moved ${name} back.`,
    first: (name: string) => `${name} is already first.`,
    last: (name: string) => `${name} is already last.`,
    up: (name: string) => `Moved ${name} up.`,
    down: (name: string) => `Moved ${name} down.`,
    top: (name: string) => `Moved ${name} to the top.`,
    bottom: (name: string) => `Moved ${name} to the bottom.`,
  },
  draft: {
    keysOfEntry: 'the keys of its entry',
    twins: (where: string) =>
      `Two entries in ${where} have the same key, base-url and prefix, so they cannot be distinguished. Change one of them with cli-proxy config edit.`,
  },
  form: {
    noField: (title: string, name: string) => `A key of ${title} has no ${name}.`,
    noList: (place: string, list: string) => `The server at ${place} does not support ${list}.`,
  },
  remove: {
    title: 'removing provider keys',
    done: (what: string) => `Removed ${what}.`,
    undone: (what: string) => `Restored ${what}.`,
  },
  rotate: {
    title: 'rotating a provider key',
    untested: 'The new key was not tested.',
    oldStays: ' The old key stays as a fallback. Remove it when nothing needs it.',
    done: (before: string, mask: string | undefined, how: string, old: string) =>
      `Rotated ${before} to ${mask}. ${how}${old}`,
    undone: (before: string) => `Restored the former key of ${before}.`,
    failed: (reason: string) => `The new key failed its test, so the old one stays. ${reason}`,
    there: 'That key already exists.',
    noKey: 'This entry has no key to rotate. Add one first.',
  },
  switch: {
    enabling: 'enabling provider keys',
    disabling: 'disabling provider keys',
    enabled: (what: string, note: string) => `Enabled ${what}.${note}`,
    disabled: (what: string, note: string) => `Disabled ${what}.${note}`,
    disabledAgain: (what: string) => `Disabled ${what} again.`,
    enabledAgain: (what: string) => `Enabled ${what} again.`,
    none: 'No provider key was given.',
    shared: (count: number) => ` The entry has ${count} keys, and this applies to all of them.`,
  },
  keys: (count: number) => `${count} provider keys`,
  test: {
    title: 'testing a provider key',
    noRequest: (name: string) => `No request can test a key of ${name}. Use it once and check the usage.`,
    skipped: (cost: string) => `Not tested. ${cost}`,
    open: (name: string) =>
      `${name} answers the same without the key, so this does not show whether the key works. Use it once and check the usage.`,
    several: 'testing provider keys',
    nothing: 'There are no provider keys to test.',
    summary: (good: number, all: number) =>
      `${good} of ${all === 1 ? '1 provider key works' : `${all} provider keys work`}.`,
    untested: (reason: string) => `The new key was not tested. ${reason}`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
