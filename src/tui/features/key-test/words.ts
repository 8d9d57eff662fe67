import { catalogue } from '../../../base/text/language.ts';
import { wholeNumber } from '../../numbers.ts';

const en = {
  title: (name: string) => `Test ${name}`,
  steps: {
    resolve: 'Resolve',
    connect: 'Connect',
    proxy: 'Proxy',
    tls: 'TLS',
    request: 'Request',
    answer: 'Answer',
  },
  resolved: (host: string, address: string) => `${host} → ${address}`,
  validUntil: (day: string) => `valid until ${day}`,
  control: 'Compare',
  withoutKey: 'the same request without the key',
  waiting: (host: string) => `Waiting for ${host}…`,
  loading: 'Loading the config…',
  models: (count: number, names: string) =>
    `${count === 1 ? '1 model' : `${wholeNumber(count)} models`}: ${names}`,
  result: 'The result',
  tested: (done: number, count: number) => `${done} of ${wholeNumber(count)} tested`,
} as const;

export const words = catalogue(en, () => import('./words.zh-CN.ts'));
