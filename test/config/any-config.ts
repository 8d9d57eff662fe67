import fc from 'fast-check';

export interface SampleConfig {
  readonly text: string;
  readonly keys: readonly string[];
  readonly flow: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Item {
  readonly key: string;
  readonly quote: '' | "'" | '"';
  readonly above: boolean;
  readonly behind: boolean;
  readonly blank: boolean;
}

const item: fc.Arbitrary<Item> = fc.record({
  key: fc.stringMatching(/^fake-[0-9a-f]{6,12}$/),
  quote: fc.constantFrom('', "'", '"'),
  above: fc.boolean(),
  behind: fc.boolean(),
  blank: fc.boolean(),
});

/** A config.yaml in one of the many ways that people and programs write it. `api-keys` has one key or more. */
export function anyConfig(): fc.Arbitrary<SampleConfig> {
  return fc
    .record({
      items: fc.uniqueArray(item, { minLength: 1, maxLength: 6, selector: (one) => one.key }),
      indent: fc.constantFrom(0, 2, 4),
      gap: fc.constantFrom(' ', '   '),
      layout: fc.constantFrom('block', 'block', 'block', 'flow', 'flow lines'),
      lineBreak: fc.constantFrom('\n', '\r\n'),
      lastBreak: fc.boolean(),
      bom: fc.boolean(),
      marks: fc.boolean(),
      position: fc.constantFrom('first', 'middle', 'last'),
      foot: fc.boolean(),
    })
    .map((style) => {
      const list = listLines(style);
      const before = [
        '# head of the file',
        '',
        'host: "127.0.0.1"   # loopback',
        'debug: false',
        'odd: 0755  ',
        '',
      ];
      const behind = [
        '',
        'tls: # off',
        '    enable:   false',
        'x-long: 123456789012345678901',
        "text: 'it''s'",
      ];
      const body = {
        first: [...list, ...before, ...behind],
        middle: [...before, ...list, ...behind],
        last: [...before, ...behind, ...list],
      }[style.position];
      const lines = [...(style.marks ? ['---'] : []), ...body, ...(style.foot ? ['# foot'] : [])];
      const end = style.lastBreak ? style.lineBreak : '';
      return {
        text: (style.bom ? '\ufeff' : '') + lines.join(style.lineBreak) + end,
        keys: style.items.map(({ key }) => key),
        flow: style.layout !== 'block',
        data: {
          host: '127.0.0.1',
          debug: false,
          odd: 755,
          tls: { enable: false },
          'x-long': Number('123456789012345678901'),
          text: "it's",
          'api-keys': style.items.map(({ key }) => key),
        },
      };
    });
}

function listLines(style: { items: Item[]; indent: number; gap: string; layout: string }): string[] {
  const quoted = ({ key, quote }: Item) => quote + key + quote;
  if (style.layout === 'flow') return [`api-keys: [${style.items.map(quoted).join(', ')}]  # keys`];
  if (style.layout === 'flow lines') {
    const last = style.items.length - 1;
    const parts = style.items.map((one, index) => `  ${quoted(one)}${index === last ? '' : ','}`);
    return ['api-keys: [', ...parts, ']'];
  }
  const pad = ' '.repeat(style.indent);
  return [
    'api-keys:   # one for each team',
    ...style.items.flatMap((one) => [
      ...(one.blank ? [''] : []),
      ...(one.above ? [`${pad}# note on ${one.key}`] : []),
      `${pad}-${style.gap}${quoted(one)}${one.behind ? `  # ${one.key}` : ''}`,
    ]),
  ];
}
