import { type SettingRemark, settingRemarks } from '../../../contract/setting-remarks.ts';
import { type Check, type Found, found } from '../check.ts';
import { inConfig } from '../config-place.ts';
import { isPublicServer } from '../reach.ts';

export const settings: Check = {
  id: 'settings',
  title: 'settings without effect',
  more: 'a value that no server can use; a notice for settings that only public servers use',
  meets: 'M1',
  worst: 'warning',
  look(facts) {
    const remarks = settingRemarks(facts.config);
    const wrong = remarks
      .filter(({ kind }) => kind === 'wrong')
      .map(
        ({ path, message }): Found => ({
          subject: path.join('.'),
          severity: 'warning',
          what: message,
          why: 'Servers use another value instead, so the setting does not do what it says.',
          remedy: `Correct it with cli-proxy config set ${path.join('.')}.`,
          where: inConfig(facts, path),
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
        why: 'They are kept for public servers; nothing happens because of them here.',
        remedy:
          'Nothing to do if a public server uses this file too. Otherwise remove them: cli-proxy config set NAME default.',
        where: inConfig(facts, first?.path ?? []),
      };
    }
  },
};
