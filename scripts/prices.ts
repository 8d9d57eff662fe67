import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Refreshes src/usage/prices.json from a file in the shape of LiteLLM's model_prices_and_context_window.json:
 * `tsx scripts/prices.ts <file> [date]`. Models of Anthropic, OpenAI and Google that are listed here get
 * their new prices, new ones are added, and those that the file does not know stay as they are; each change
 * is printed.
 */
interface TheirPrice {
  readonly litellm_provider?: string;
  readonly mode?: string;
  readonly input_cost_per_token?: number;
  readonly output_cost_per_token?: number;
  readonly cache_read_input_token_cost?: number;
  readonly cache_creation_input_token_cost?: number;
  readonly cache_creation_input_token_cost_above_1hr?: number;
}
type Price = Record<string, number>;

const providers = ['anthropic', 'openai', 'gemini'];
const target = fileURLToPath(new URL('../src/usage/prices.json', import.meta.url));

/** Dollars per million tokens, as far as they are known. */
function priceOf(theirs: TheirPrice): Price | undefined {
  const rates = {
    input: theirs.input_cost_per_token,
    output: theirs.output_cost_per_token ?? (theirs.mode === 'embedding' ? 0 : undefined),
    cached: theirs.cache_read_input_token_cost,
    written: theirs.cache_creation_input_token_cost,
    writtenLong: theirs.cache_creation_input_token_cost_above_1hr,
  };
  if (rates.input === undefined || rates.output === undefined) return undefined;
  const price: Price = {};
  for (const [name, rate] of Object.entries(rates))
    if (rate !== undefined) price[name] = Number((rate * 1e6).toPrecision(12));
  // `input_cost_per_token_above_200k_tokens`: longer prompts have another price.
  const [, thousands] =
    Object.keys(theirs)
      .join(' ')
      .match(/input_cost_per_token_above_(\d+)k_tokens/) ?? [];
  if (thousands !== undefined) price.upToInput = Number(thousands) * 1_000;
  return price;
}

const [source, date = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
if (source === undefined) throw new Error('Usage: tsx scripts/prices.ts <file> [date]');
const theirs = JSON.parse(await readFile(source, 'utf8')) as Record<string, TheirPrice>;
const list = JSON.parse(await readFile(target, 'utf8')) as { models: Record<string, Price> };
for (const [name, entry] of Object.entries(theirs)) {
  if (!providers.includes(entry.litellm_provider ?? '')) continue;
  // Dated names cost what the name before them costs.
  const model = name.replace(/^.*\//, '').replace(/-(latest|20\d{6}|20\d\d-\d\d-\d\d)$/, '');
  const price = priceOf(entry);
  if (!price) continue;
  const next = { ...list.models[model], ...price };
  if (JSON.stringify(next) !== JSON.stringify(list.models[model]))
    console.log(model, list.models[model] ?? 'new', '→', next);
  list.models[model] = next;
}
await writeFile(target, `${JSON.stringify({ ...list, date }, undefined, 2)}\n`);
console.log(`Written to ${target}; format it with \`npx biome check --write\`.`);
