import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The name of an error and where it came from, frame by frame on one line, in files of src/: the program is minified,
 * and its source maps are read only here, as reading them at the start would delay it. The error's message is left
 * out: it may hold a value that belongs in no log.
 */
export function readableStack(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND')
    return 'a part of cli-proxy is missing: it was upgraded or removed while it ran; restart it';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.map((frame) => inSource(frame.trim()))].join(' ');
}

const place = /(file:\/\/[^\s():]+):(\d+):(\d+)/;
const maps = new Map<string, SourceMap | undefined>();

function inSource(frame: string): string {
  const [all, url = '', line = '', column = ''] = place.exec(frame) ?? [];
  if (all === undefined) return frame;
  const entry = mapOf(url)?.findEntry(Number(line) - 1, Number(column) - 1);
  if (!entry || !('originalSource' in entry)) return frame;
  const source = entry.originalSource.startsWith('file:')
    ? relative(fileURLToPath(new URL('..', url)), fileURLToPath(entry.originalSource))
    : entry.originalSource.replace(/^(\.\.\/)+/, '');
  return frame.replace(all, `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`);
}

function mapOf(url: string): SourceMap | undefined {
  if (maps.has(url)) return maps.get(url);
  let map: SourceMap | undefined;
  try {
    map = new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')));
  } catch {
    // Run from its sources, or installed without the maps: the frame says it already, or as well as it can.
  }
  maps.set(url, map);
  return map;
}
