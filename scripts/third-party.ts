import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of the packages, from the root, that these sources are of: `node_modules/ws`. */
export function packageFoldersOf(sources: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const source of sources) {
    const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source.replaceAll('\\', '/'));
    if (found) folders.add(found[0]);
  }
  return [...folders].sort();
}

/** The notices of the packages that are bundled: their licenses require them with every copy. */
export async function thirdPartyNotices(root: string, folders: readonly string[]): Promise<string> {
  const notices = await Promise.all(folders.map((folder) => noticeOf(join(root, folder))));
  const head = 'Parts of these packages are in the files beside this one. Their licenses:\n';
  return [head, ...new Set(notices)].join(`\n${'-'.repeat(80)}\n\n`);
}

async function noticeOf(folder: string): Promise<string> {
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
    author?: string | { name: string };
    homepage?: string;
  };
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  // Some give their license in package.json alone.
  const own =
    texts.length > 0 ? texts : [author ? `Copyright (c) ${author}` : (about.homepage ?? about.name)];
  const title = `${about.name} ${about.version} (${about.license ?? 'see below'})`;
  return `${title}\n\n${own.map((text) => text.trim()).join('\n\n')}\n`;
}
