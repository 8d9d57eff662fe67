import type { SettingRemark } from '../../../contract/setting-remarks.ts';
import { configRemarks } from '../../../providers/config-remarks.ts';
import { type Check, type Found, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isPublicServer } from '../reach.ts';

export const settings: Check = {
  id: 'settings',
  title: 'settings without effect',
  more: 'a value that no server can use, also in a provider entry (a key that cannot be sent, an address with the endpoint in it); names of earlier servers; a notice for settings that only public servers use',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const remarks = configRemarks(facts.config);
    const wrong = remarks
      .filter(({ kind }) => kind !== 'unused')
      .map(
        ({ path, kind, message }): Found => ({
          subject: path.join('.'),
          severity: 'warning',
          what: message,
          why: whys(kind, path),
          remedy: inEntry(path)
            ? 'Correct the entry in config.yaml, or a provider key with cli-proxy providers edit.'
            : kind === 'old'
              ? 'Move it in config.yaml to where it belongs now, and remove the old name.'
              : `Correct it with cli-proxy config set ${path.join('.')}.`,
          where: inConfig(facts, named(path)),
        }),
      );
    const unused = remarks.filter(({ kind }) => kind === 'unused');
    return found(isPublicServer(facts) || unused.length === 0 ? wrong : [...wrong, idle(unused)]);

    function idle(all: readonly SettingRemark[]): Found {
      const [first, ...more] = all;
      const names = all.map(({ path }) => path.join('.'));
      return {
        subject: 'unused',
        severity: 'notice',
        what:
          more.length === 0 && first
            ? first.message
            : `The embedded server does not use ${names.slice(0, -1).join(', ')} and ${names.at(-1)}.`,
        why: 'They are kept for public servers and have no effect here.',
        remedy:
          'Nothing to do if a public server uses this file too. Otherwise remove them: cli-proxy config set NAME default.',
        where: inConfig(facts, named(first?.path ?? [])),
      };
    }
  },
};

const inEntry = (path: SettingRemark['path']): boolean => typeof path[1] === 'number';

/** As far as the line of it is found: items of a list are not named by their place. */
const named = (path: SettingRemark['path']): string[] =>
  inEntry(path) ? path.slice(0, 1).map(String) : path.map(String);

function whys(kind: SettingRemark['kind'], path: SettingRemark['path']): string {
  if (kind === 'old') return 'Keys that are set there are ignored.';
  return inEntry(path)
    ? 'Requests to this provider cannot be sent, or go to an address that does not answer them.'
    : 'Servers use another value instead, so the setting does not do what it says.';
}
