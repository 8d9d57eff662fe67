import { describe, expect, test } from 'vitest';
import { replay } from './replay.ts';
import { v6Scripts } from './scripts-v6.ts';
import { v7Scripts } from './scripts-v7.ts';

describe('the stand-in answers as the recorded servers did', () => {
  test.each([...v7Scripts, ...v6Scripts])('$recording', async (script) => {
    const { done, skipped, wrong } = await replay(script);
    if (skipped.length > 0)
      console.info([`${script.recording}: ${done} replayed, not these:`, ...skipped].join('\n  '));
    expect(wrong).toEqual([]);
  });
});
