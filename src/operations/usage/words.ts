import { catalogue } from '../../base/text/language.ts';

/** Why requests failed, were retried, were slow or have no cost. */
const en = {
  account: (provider: string, account: string) => `${provider} (${account})`,
  provider: 'the provider',
  model: 'this model',
  request: {
    succeeded: (who: string, status: number) =>
      `Succeeded: ${who} ${status > 0 ? `returned ${status}` : 'answered'}.`,
    of: (who: string) => ` of ${who}`,
    disconnected: (time: string, whose: string) =>
      `The client disconnected after ${time}, before the answer${whose} was complete.`,
    noReason: 'no reason was reported',
    cooling: (time: string, status: number, reason: string) =>
      `No provider was asked: every key that has the model was cooling down, the first of them for another ${time}. The client got ${status}: ${reason}`,
    notSent: (status: number, reason: string) =>
      `The request was not sent to a provider. The client got ${status}: ${reason}`,
    failed: (status: number, reason: string) =>
      `Failed${status > 0 ? ` with status ${status}` : ''}; ${reason}.`,
    failedAt: (who: string, status: number, reason: string) =>
      `Failed at ${who} with status ${status}: ${reason}`,
    attemptsOnly: (attempts: number) =>
      `It took ${attempts} attempts; this server does not report the earlier ones.`,
    more: (count: number) => `${count} more are not reported.`,
    noFurther: 'No further attempt was made.',
    answeredThen: (who: string) => `Then ${who} answered.`,
    attempts: (count: number) => `It took ${count} attempts:`,
    try: (nth: number, who: string, time: string, error: string) => `${nth}. ${who}, after ${time}: ${error}`,
    lost: (time: string) => `${time} in failed attempts`,
    firstByte: (time: string) => `${time} to the first byte`,
    speed: (rate: number) => ` (${rate} tokens/s)`,
    rest: (time: string, speed: string) => `${time} for the rest${speed}`,
    after: (time: string) => `, after ${time} in failed attempts`,
    took: (time: string, after: string, spent: string) => `It took ${time}${after}${spent && `: ${spent}`}.`,
    slow: (usual: string) => `Slow (${usual}).`,
    slower: (usual: string) => `Slower than most (${usual}).`,
    typical: (usual: string) => `Typical latency (${usual}).`,
    cost: {
      zero: 'Cost $0: the request failed before tokens were reported.',
      known: (dollars: number) => `Cost $${dollars}, as reported by the provider or at list prices.`,
      cut: (provider: string) =>
        `Cost unknown: the answer was cut off before ${provider} reported its tokens.`,
      noTokens: (provider: string) => `Cost unknown: ${provider} reported no tokens.`,
      noInput: (provider: string) => `Cost unknown: ${provider} did not report the input tokens.`,
      noModel: 'Cost unknown: no model was reported.',
      noPrice: (model: string) =>
        `Cost unknown: no list price for ${model}. Set one under usage-prices in config.yaml.`,
      noCachePrice: (provider: string, model: string) =>
        `Cost unknown: part of the input came from the cache of ${provider}, and ${model} has no cache price. Set one under usage-prices in config.yaml.`,
      longPrompt: (model: string) => `Cost unknown: prompts of this length have another price for ${model}.`,
      unreported: 'Cost not reported.',
    },
  },
  usage: {
    requests: (count: number) => `${count} ${count === 1 ? 'request' : 'requests'}`,
    none: 'There were no requests.',
    oneSucceeded: 'The request succeeded.',
    allSucceeded: (requests: string) => `None of ${requests} failed.`,
    withStatus: (count: number, status: string | null) =>
      `${count} with ${status === '0' ? 'a status that was not reported' : status}`,
    ofNewest: (count: number) => `, of the newest ${count}`,
    failed: (count: number, requests: string, share: number, by: string) =>
      `${count} of ${requests} failed (${share}%): ${by}.`,
    reason: (count: number, known: string, ago: string, text: string) =>
      `${count}×${known}, last ${ago} ago: ${text}`,
    disconnected: 'the client disconnected.',
    cooling: 'every key that has the model was cooling down.',
    noReason: (status: number) => `status ${status}, no reason was reported.`,
    nothing: 'neither status nor reason was reported.',
    retried: (count: number, all: number, reasons: boolean) =>
      `${count} of the newest ${all} were retried${reasons ? ', mostly after:' : '.'}`,
    firstByte: (time: string) => `, first byte p50 ${time}`,
    slowest: (model: string | null, time: string, requests: string) =>
      `Slowest model: ${model ?? 'not reported'}, p95 ${time} over ${requests}.`,
    latency: (p50: string, p95: string, first: string) => `Latency: p50 ${p50}, p95 ${p95}${first}.`,
    costsKnown: 'Every cost is known.',
    costsUnknown: (count: number, requests: string) => `The cost of ${count} of ${requests} is unknown:`,
    noTokens: (count: number) => `${count} succeeded without reported tokens.`,
    noModel: (count: number) => `${count} without a reported model.`,
    noPrice: (count: number, model: string) =>
      `${count} of ${model}: no list price. Set one under usage-prices in config.yaml.`,
  },
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
