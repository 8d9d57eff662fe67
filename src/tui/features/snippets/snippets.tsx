import { Secret } from '../../../base/secrets/secret.ts';
import { commas } from '../../../base/text/commas.ts';
import { keyPlace, lacksModel, noModel, type SnippetTarget, snippets } from '../../../operations/index.ts';
import type { Console } from '../../act.ts';
import { Menu } from '../../components/dialogs/menu.tsx';
import { Report, type ReportLine } from '../../components/dialogs/report.tsx';
import { words } from './words.ts';

/**
 * Asks for the client, then shows its configuration, which never contains the key. @param name of the key,
 * for titles
 */
export function openSnippets(console: Console, target: SnippetTarget, name: string): void {
  const items = snippets
    .filter(({ unfit }) => unfit?.(target) === undefined)
    .map((snippet) => ({
      title: snippet.title,
      hint: snippet.needs(),
      run: () => {
        const text = snippet.text(target);
        const lines: ReportLine[] = [
          {
            text: words().needs(snippet.needs()) + commas().sentences + keyPlace(snippet, target),
            role: 'muted',
          },
          ...(lacksModel(text) ? [{ text: words().noModel(noModel), role: 'warning' as const }] : []),
          '',
          ...text.split('\n').map((unbroken) => ({ unbroken })),
        ];
        const copy = { what: words().copied, text: new Secret(text) };
        console.open(<Report title={words().title(snippet.title, name)} lines={lines} copy={copy} />);
      },
    }));
  console.open(<Menu title={words().menu(name)} items={items} />);
}
