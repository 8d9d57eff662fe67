import { configSchema } from '../../../contract/config.ts';
import { success } from '../../../contract/outcome.ts';
import { setSetting } from '../../../operations/config/set-setting.ts';
import { didYouMean } from '../../args/did-you-mean.ts';
import { typedValue } from '../../args/typed-value.ts';
import { type Command, usageFailure } from '../../command.ts';
import { holdsSecret, isSecretField } from '../../print/mask-settings.ts';
import { runOn } from '../client-keys/on-keys.ts';

const secretOnCommandLine = usageFailure(
  'A secret is not taken on the command line, where every user of this machine can read it: use --value-file FILE, or - for stdin.',
);

export const configSet: Command = {
  usage: 'PATH VALUE',
  about:
    'Changes one setting of config.yaml in place; comments and everything else stay. The value is read as the setting wants it: true, 8317, text, or JSON for lists. default takes the setting out.',
  words: [1, 2],
  options: {
    'value-file': {
      type: 'string',
      value: 'FILE',
      about: 'read the value from FILE; required for secrets; - is stdin',
    },
    force: { type: 'boolean', about: 'also a setting that is not known' },
  },
  examples: [
    ['cli-proxy config set debug true', 'a switch'],
    ['cli-proxy config set routing.strategy fill-first', 'inside a group'],
    ['cli-proxy config set request-retry default', 'back to its default'],
  ],
  async run(call) {
    const [path = '', given] = call.words;
    const file = call.text('value-file');
    const steps = path.split('.');
    const [first = ''] = steps;
    if (!Object.hasOwn(configSchema.entries, first) && !call.flag('force')) {
      const meant = didYouMean(first, Object.keys(configSchema.entries));
      return usageFailure(`There is no setting ${first}.${meant} --force sets it all the same.`);
    }
    if (given !== undefined && steps.some(isSecretField)) {
      return secretOnCommandLine;
    }
    if ((given === undefined) === (file === undefined)) {
      return usageFailure('Give either a value or --value-file FILE.');
    }
    const text = file === undefined ? success(given ?? '') : await call.world.readInput(file);
    if (!text.ok) return text;
    const typed = typedValue(steps, file === undefined ? text.value : text.value.trim());
    if (!typed.ok) return typed;
    if (given !== undefined && holdsSecret(typed.value)) return secretOnCommandLine;
    const set = await runOn(call, 'write', setSetting, { path, value: typed.value });
    if (!set.ok) return set;
    const { message, result } = set.value;
    const secret = steps.some(isSecretField) || holdsSecret(typed.value);
    return success({
      stderr: message,
      json: { path, ...(secret ? {} : { value: typed.value }), inUse: result.inUse },
    });
  },
};
