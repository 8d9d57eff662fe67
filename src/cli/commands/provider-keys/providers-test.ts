import { alignColumns } from '../../../base/text/align-columns.ts';
import { type Outcome, success } from '../../../contract/outcome.ts';
import { discoverModels } from '../../../operations/provider-keys/discover-models.ts';
import {
  nameOfProviderKey,
  type ProviderKey,
  testCost,
} from '../../../operations/provider-keys/list-provider-keys.ts';
import {
  type KeyTestResult,
  testProviderKeys,
} from '../../../operations/provider-keys/test-provider-keys.ts';
import { yesOption } from '../../args/common-options.ts';
import type { Call, Command } from '../../command.ts';
import { type CommandOutcome, usageFailure } from '../../command-outcome.ts';
import { testExit, testFields } from '../../print/test-result.ts';
import { askOutside } from '../run.ts';
import { asShown, providerRows, rowsNamed } from './on-provider-keys.ts';

export const providersTest: Command = {
  usage: '[ID...|--all]',
  about:
    'Tests provider keys with the cheapest real request and explains failures. A key is only sent to the host of its base-url. Tests four keys at a time. Asks before sending anything that may cost money. Exits with 0 if all keys work, 1 if one does not, 4 if a provider was not reached.',
  words: [0, 1000],
  options: { all: { type: 'boolean', about: 'test every provider key' }, ...yesOption },
  examples: [
    ['cli-proxy providers test openrouter', 'by name, prefix, mask or fingerprint'],
    ['cli-proxy providers test --all --json', 'for monitoring'],
  ],
  async run(call) {
    const { words } = call;
    if (call.flag('all') === words.length > 0) return usageFailure('Give provider keys, or --all.');
    const open = await providerRows(call, 'read');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const chosen = call.flag('all') ? success(rows) : rowsNamed(rows, words, 'read', 'keys');
    if (!chosen.ok) return chosen;
    const mayCost = await agreed(call, chosen.value);
    if (!mayCost.ok) return mayCost;
    const named = (id: string) => rows.find((row) => row.id === id)?.name ?? undefined;
    const input = { rows: chosen.value.map(asShown), mayCost: mayCost.value };
    const checked = await askOutside(call, opened, testProviderKeys, input, named);
    if (!checked.ok) return checked;
    const outcomes = checked.value.result.map(({ outcome }) => outcome);
    const [only] = outcomes;
    if (chosen.value.length === 1 && words.length === 1 && only && !only.ok) return only;
    const pairs = chosen.value.map((row, at) => [row, outcomes[at] as Outcome<KeyTestResult>] as const);
    return success({
      stdout:
        chosen.value.length === 1 && words.length === 1 && only?.ok ? [only.value.message] : table(pairs),
      stderr: chosen.value.length === 1 && words.length === 1 ? '' : checked.value.message,
      json: { checks: pairs.map(([row, outcome]) => ({ ...fieldsOf(row), ...testFields(outcome) })) },
      code: testExit(outcomes),
    });
  },
};

/** In a batch, a test that was not agreed to is skipped. */
async function agreed(call: Call, rows: readonly ProviderKey[]): Promise<CommandOutcome<boolean>> {
  const costs = [...new Set(rows.flatMap(({ provider }) => testCost(provider) ?? []))];
  if (costs.length === 0) return success(false);
  const sure = await call.services.confirm(`${costs.join(' ')} Continue?`);
  return sure.ok ? success(true) : rows.length > 1 ? success(false) : sure;
}

const fieldsOf = (row: ProviderKey) => ({
  id: row.id,
  provider: row.provider,
  name: row.name ?? null,
  mask: row.mask ?? null,
  fingerprint: row.fingerprint ?? null,
  baseUrl: row.baseUrl,
});

function table(pairs: readonly (readonly [ProviderKey, Outcome<KeyTestResult>])[]): string {
  const lines = pairs.map(([row, outcome]) => [
    nameOfProviderKey(row),
    outcome.ok ? outcome.value.state : 'not tested',
    outcome.ok ? outcome.value.message : outcome.message,
  ]);
  return alignColumns(lines).join('\n');
}

export const providersModels: Command = {
  usage: 'ID',
  about: 'Lists the models that a provider offers for this key, one per line.',
  words: [1, 1],
  examples: [
    ['cli-proxy providers models openrouter', 'by name, prefix, mask or fingerprint'],
    ['cli-proxy providers models claude --json', 'for scripts'],
  ],
  async run(call) {
    const open = await providerRows(call, 'read');
    if (!open.ok) return open;
    const { opened, rows } = open.value;
    const named = rowsNamed(rows, call.words, 'read', 'entry');
    if (!named.ok) return named;
    const [row] = named.value;
    if (!row) throw new Error('a command with a provider key needs a word');
    const found = await askOutside(call, opened, discoverModels, asShown(row));
    if (!found.ok) return found;
    const { models } = found.value.result;
    return success({
      stdout: models,
      stderr: models.length === 0 ? found.value.message : '',
      json: { id: row.id, provider: row.provider, models },
    });
  },
};
