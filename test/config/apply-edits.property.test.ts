import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyEdits } from '../../src/config/edit/apply-edits.ts';
import type { ConfigEdit } from '../../src/contract/config-edit.ts';
import { anyConfig, type SampleConfig } from './any-config.ts';

const runs = { seed: 20260901, numRuns: 400 };
const keys: ConfigEdit['path'] = ['api-keys'];

/** Lines with their line breaks. */
const linesOf = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
const bare = (line: string) => line.replace(/\r?\n$/, '');

/** What is left of `whole` when the lines of `part` are taken out in order; undefined: they are not all there. */
function leftOver(whole: readonly string[], part: readonly string[]): string[] | undefined {
  const left: string[] = [];
  let at = 0;
  for (const line of whole) {
    if (at < part.length && bare(line) === bare(part[at] as string)) at++;
    else left.push(line);
  }
  return at === part.length ? left : undefined;
}

function edited(config: SampleConfig, ...edits: ConfigEdit[]): string {
  const result = applyEdits(config.text, edits);
  if (!result.ok) throw new Error(`${result.message}\n${config.text}`);
  return result.value;
}

const pick = (config: SampleConfig, at: number) => config.keys[at % config.keys.length] as string;

test('an appended key adds its line and leaves every other byte alone', () => {
  fc.assert(
    fc.property(anyConfig(), fc.string({ unit: 'grapheme', minLength: 1 }), (config, value) => {
      fc.pre(!config.flow);
      const text = edited(config, { op: 'append', path: keys, value });
      expect(leftOver(linesOf(text), linesOf(config.text))).toHaveLength(1);
      expect(parse(text)).toEqual({ ...config.data, 'api-keys': [...config.keys, value] });
      expect(text.endsWith('\n')).toBe(config.text.endsWith('\n'));
    }),
    runs,
  );
});

test('append and remove of the same key give back the text, byte for byte', () => {
  fc.assert(
    fc.property(anyConfig(), fc.nat(), fc.boolean(), (config, at, behind) => {
      const after = behind ? { after: pick(config, at) } : {};
      const added = edited(config, { op: 'append', path: keys, value: 'fake-new-key', ...after });
      const removed = applyEdits(added, [{ op: 'remove', path: keys, item: 'fake-new-key' }]);
      expect(removed).toEqual({ ok: true, value: config.text });
    }),
    runs,
  );
});

test('a key appended behind another stands right there, written like it', () => {
  fc.assert(
    fc.property(anyConfig(), fc.nat(), (config, at) => {
      const after = pick(config, at);
      const text = edited(config, { op: 'append', path: keys, value: 'fake-new-key', after });
      const wanted = [...config.keys];
      wanted.splice(wanted.indexOf(after) + 1, 0, 'fake-new-key');
      expect(parse(text)).toEqual({ ...config.data, 'api-keys': wanted });
    }),
    runs,
  );
});

test('a removed key takes only its own line and comments along', () => {
  fc.assert(
    fc.property(anyConfig(), fc.nat(), (config, at) => {
      const gone = pick(config, at);
      const text = edited(config, { op: 'remove', path: keys, item: gone });
      expect(parse(text)).toEqual({ ...config.data, 'api-keys': config.keys.filter((key) => key !== gone) });
      if (config.flow || config.keys.length === 1) return;
      // A blank line that now ends a text without a last line break has nothing left to show.
      const left = (leftOver(linesOf(config.text), linesOf(text)) as string[]).filter(
        (line) => line.trim() !== '',
      );
      const isComment = (line: string) => /^\s*#/.test(line);
      expect(left.filter((line) => !isComment(line) && line.includes(gone))).toHaveLength(1);
      expect(
        left.every((line) => (isComment(line) ? line.includes(`note on ${gone}`) : line.includes(gone))),
      ).toBe(true);
    }),
    runs,
  );
});

test('a replaced key changes one line and keeps its comment', () => {
  fc.assert(
    fc.property(anyConfig(), fc.nat(), fc.string({ unit: 'grapheme', minLength: 1 }), (config, at, value) => {
      const old = pick(config, at);
      const text = edited(config, { op: 'replace', path: keys, item: old, value });
      const wanted = config.keys.map((key) => (key === old ? value : key));
      expect(parse(text)).toEqual({ ...config.data, 'api-keys': wanted });
      const [before, now] = [linesOf(config.text), linesOf(text)];
      const changed = before.filter((line, index) => line !== now[index]);
      expect([now.length, changed.length]).toEqual([before.length, old === value ? 0 : 1]);
      const comment = (line = '') => (config.flow ? '' : (/ {2}# .*$/m.exec(line)?.[0] ?? ''));
      for (const [index, line] of before.entries()) expect(now[index]).toContain(comment(line));
    }),
    runs,
  );
});

test('any batch of edits says exactly what the edits mean', () => {
  const other = fc.constantFrom('debug', 'port', 'host', 'x-unknown');
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
  fc.assert(
    fc.property(
      anyConfig(),
      fc.array(fc.tuple(other, value)),
      fc.array(fc.nat()),
      (config, sets, removals) => {
        const wanted: Record<string, unknown> = structuredClone(config.data);
        const gone = new Set(removals.map((at) => pick(config, at)));
        const edits: ConfigEdit[] = [...gone].map((item) => ({ op: 'remove', path: keys, item }));
        for (const [name, one] of sets) {
          edits.push({ op: 'set', path: [name], value: one });
          wanted[name] = one;
        }
        edits.push({ op: 'unset', path: ['debug'] });
        delete wanted.debug;
        wanted['api-keys'] = config.keys.filter((key) => !gone.has(key));
        const text = applyEdits(config.text, edits);
        // A wrong type for a setting of the schema is refused; then nothing is claimed.
        if (text.ok) expect(parse(text.value)).toEqual(wanted);
        else expect(text.message).toMatch(/ must (be|hold) /);
      },
    ),
    runs,
  );
});

test('a list set as a whole keeps the lines of the keys that stay', () => {
  fc.assert(
    fc.property(
      anyConfig(),
      fc.array(fc.nat()),
      fc.array(fc.stringMatching(/^[a-z]{5,9}$/)),
      (config, stay, fresh) => {
        const kept = config.keys.filter((_, index) => stay.includes(index));
        const wanted = [...kept, ...fresh];
        const text = edited(config, { op: 'set', path: keys, value: wanted });
        expect(parse(text)).toEqual({ ...config.data, 'api-keys': wanted });
        if (config.flow || kept.length === 0) return;
        for (const line of linesOf(config.text)) {
          if (kept.some((key) => line.includes(key)) && !/^\s*#/.test(line))
            expect(linesOf(text).map(bare)).toContain(bare(line));
        }
      },
    ),
    runs,
  );
});
