import { type AmpClient, type AmpView, ampWords } from '../../providers/amp-view.ts';
import type { AmpRow } from '../amp/amp-rows.ts';
import { fitText, wrap } from '../text/fit.ts';
import { type Line, lineOf, segment } from '../text/line.ts';
import { ampClientName, whyWords } from './amp-row.ts';

const titles = 14;
const odd: ReadonlySet<AmpRow['why']> = new Set(['nowhere', 'repeated', 'empty']);

/** All that is known of one line, in lines of `width` columns; keys by their mask. */
export function ampDetail(row: AmpRow, view: AmpView, width: number): readonly Line[] {
  const lines: Line[] = [lineOf(` Amp · ${ampClientName(row)}`, 'title')];
  const say = (name: string, text: string) => {
    for (const [index, part] of wrap(text, width - titles - 2).entries()) {
      lines.push([segment(` ${fitText(index === 0 ? name : '', titles)}`, 'dim'), segment(part)]);
    }
  };
  const isSetUp = view.upstreamUrl !== undefined;
  if (odd.has(row.why)) say('mapping', whyWords(row));
  else say('gets', ampWords(row as Pick<AmpClient, 'upstream' | 'why'>, isSetUp));
  if (row.mask !== undefined) say('client key', row.mask);
  if (row.client !== undefined) say('fingerprint', row.client);
  if (row.upstream) {
    say('upstream key', `${row.upstream.mask}, fingerprint ${row.upstream.fingerprint}`);
    const mapping = view.mappings.find(({ upstream }) => upstream.fingerprint === row.upstream?.fingerprint);
    const names = mapping?.clients.map(({ label, mask }) => label ?? mask).join(', ');
    if (mapping) say('mapped to it', names || 'nobody');
    if (mapping && view.mappings.some((other) => other.repeated && sameUpstream(other, mapping)))
      say('', 'Two entries have this upstream key, and edits can name only the first of them.');
  }
  if (row.why === 'nowhere')
    say('', 'The server has no such client key, so nobody can ask with it: x takes the mapping away.');
  if (row.why === 'repeated')
    say('', 'The first mapping that names a client key counts: x takes this one away.');
  say(
    'order',
    'A mapping that names the client key, else the default key, else AMP_API_KEY of the server, else none.',
  );
  say('Amp', isSetUp ? (view.upstreamUrl ?? '') : 'off: it has no upstream-url');
  if (view.localOnly) say('', 'Its routes are for clients on the server’s own machine alone.');
  return lines;
}

const sameUpstream = (a: AmpView['mappings'][number], b: AmpView['mappings'][number]): boolean =>
  a.upstream.fingerprint === b.upstream.fingerprint;
