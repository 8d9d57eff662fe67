import { stripVTControlCharacters } from 'node:util';
import { useState } from 'react';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../src/base/secrets/secret.ts';
import { failure, type Outcome, success } from '../../../../src/contract/outcome.ts';
import { choiceField, fact, textField } from '../../../../src/tui/components/dialogs/fields.ts';
import { Form } from '../../../../src/tui/components/dialogs/form.tsx';
import { Menu } from '../../../../src/tui/components/dialogs/menu.tsx';
import { Picker } from '../../../../src/tui/components/dialogs/picker.tsx';
import { Affected, Danger, Question } from '../../../../src/tui/components/dialogs/question.tsx';
import { Report, SecretBox } from '../../../../src/tui/components/dialogs/report.tsx';
import { asciiTerminal } from '../../draw.tsx';
import { dialogAt } from './dialog-at.tsx';

const sizes = [
  { columns: 60, rows: 20 },
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];
const text = 'L0ng'.repeat(30);

function rotate(onSubmit: (values: Readonly<Record<string, string>>) => unknown = () => {}) {
  return (
    <Form
      title="Rotate team-a · 7f3a…9c21"
      notes={['Creates a new key and keeps the old one working for a grace period.']}
      fields={[
        choiceField('grace', 'Grace period', ['7 days', '24 hours', '1 hour', 'now', 'other…'], '24 hours', {
          note: () => 'to 21 Nov 09:26',
        }),
        textField('label', 'Label', 'who or what uses it', 'team-a'),
        textField('prefix', 'Prefix', 'none', 'sk-'),
        fact('moves', 'Moves with it', 'limits · Amp mapping · purpose'),
        fact('use', 'In use', '214 requests in the last hour by Cline, curl'),
        fact('late', '', '! This server does not enforce the deadline. Press f before 21 Nov 09:26.'),
      ]}
      focus="label"
      verb="Rotate"
      onSubmit={async (values) => {
        onSubmit(values);
        return { ...failure('invalid', 'The prefix has a space.'), field: 'prefix' };
      }}
    />
  );
}

describe('a form', () => {
  test('is drawn as a box with aligned fields, facts and buttons', () => {
    expect(dialogAt(rotate()).frame()).toBe(
      `
╭ Rotate team-a · 7f3a…9c21 ───────────────────────────────────────────────────╮
│                                                                              │
│  Creates a new key and keeps the old one working for a grace period.         │
│                                                                              │
│  Grace period   ‹ 7 days  [24 hours]  1 hour  now  other… ›  to 21 Nov 09:26 │
│  Label          ┃ team-a▏                                     ┃              │
│  Prefix         ┃ sk-                                         ┃              │
│  who or what uses it                                                         │
│  Moves with it  limits · Amp mapping · purpose                               │
│  In use         214 requests in the last hour by Cline, curl                 │
│                                                                              │
│  ! This server does not enforce the deadline. Press f before 21 Nov 09:26.   │
│                                                                              │
│                                       [ Rotate ]   Cancel     Enter · Esc    │
╰──────────────────────────────────────────────────────────────────────────────╯`.slice(1),
    );
  });

  test('sends what is typed, and shows a refusal under the invalid field', async () => {
    const sent: unknown[] = [];
    const form = dialogAt(rotate((values) => sent.push(values)));
    await form.type('-2');
    await form.press('Up', 'Right', 'Enter');
    expect(sent).toEqual([{ grace: '1 hour', label: 'team-a-2', prefix: 'sk-' }]);
    expect(form.frame()).toMatch(/Prefix {9}┃ sk-▏.*\n│ {17}✕ The prefix has a space\./);
  });

  test('closes when it is done, then hands over the result', async () => {
    const done: unknown[] = [];
    const form = dialogAt(
      <Form
        title="Add"
        fields={[textField('name', 'Name', '')]}
        verb="Add"
        onSubmit={async ({ name }) => success(name)}
        onDone={(name) => done.push(name)}
      />,
    );
    await form.type('a');
    await form.press('Enter');
    expect(form.log).toEqual(['close']);
    expect(done).toEqual(['a']);
  });

  test('is not sent without what is required', async () => {
    const sent: unknown[] = [];
    const form = dialogAt(
      <Form
        title="Add"
        fields={[
          textField('base', 'Base URL', ''),
          textField('name', 'Name', '', '', { required: 'Enter a name. It identifies the provider.' }),
        ]}
        verb="Add"
        onSubmit={async (values) => success(sent.push(values))}
      />,
    );
    await form.press('Tab');
    await form.press('Enter');
    expect(sent).toEqual([]);
    expect(form.frame()).toMatch(/Name {6}┃ ▏.*\n.*✕ Enter a name\./);
  });

  test('Esc closes at once while nothing is lost, else asks, and keeps the text on Esc and Enter', async () => {
    const untouched = dialogAt(rotate());
    await untouched.press('Escape');
    expect(untouched.log).toEqual(['close']);

    const form = dialogAt(rotate());
    await form.type('x');
    await form.press('Escape');
    expect(form.frame()).toContain('Discard what you typed?');
    expect(form.frame()).toContain('[ Keep editing ]   Discard');
    await form.press('Enter');
    expect(form.frame()).toContain('team-ax▏');
    await form.press('Escape', 'Escape');
    expect(form.frame()).toContain('team-ax▏');
    await form.press('Escape', 'y');
    expect(form.log).toEqual(['close']);
  });

  test('dots hide the length of a secret, and pasted lines are only counted', async () => {
    const form = dialogAt(
      <Form
        title="Import"
        fields={[
          textField('key', 'Key', '', '', { hidden: true }),
          textField('keys', 'Keys', '', 'sk-one\nsk-two\n', { lines: true }),
        ]}
        verb="Import"
        onSubmit={async () => success(undefined)}
      />,
    );
    await form.type('s');
    const short = form.frame();
    await form.type('ecret');
    expect(form.frame()).toBe(short);
    expect(short).not.toContain('sk-');
    expect(short).toContain('2 lines, not shown');
  });

  test('higher than its room it shows the fields around the focus, and which one that is', async () => {
    const fields = Array.from({ length: 30 }, (_, place) => textField(`f${place}`, `Field ${place}`, ''));
    const form = dialogAt(
      <Form title="Many" fields={fields} focus="f20" verb="Save" onSubmit={async () => success(0)} />,
      { columns: 60, rows: 20 },
    );
    expect(form.frame().split('\n').length).toBeLessThan(20);
    expect(form.frame()).toMatch(/Field 20 .*▏/);
    expect(form.frame()).toContain('field 21 of 30');
    expect(form.frame()).toContain('[ Save ]');
  });
});

describe('a danger', () => {
  const danger = (onYes: () => unknown = () => {}) => (
    <Danger
      title="Revoke 3 client keys?"
      lines={[
        <Affected
          key="keys"
          rows={[
            ['ci', '4492…72a4', '204 requests today, last 2 min ago'],
            ['nightly-tests', '76db…0ac3', '96 requests today, last 7 h ago'],
            ['qa-1', 'f669…bb91', 'expired'],
          ]}
        />,
        'Clients using them get 401 immediately. You can undo with u.',
      ]}
      no="No, keep them"
      yes="Revoke 3 keys"
      onYes={onYes}
    />
  );

  test('has a double border, and lists what is hit', () => {
    expect(dialogAt(danger()).frame()).toBe(
      `
╔ ✕ Revoke 3 client keys? ═════════════════════════════════════════════════════╗
║                                                                              ║
║  ci             4492…72a4  204 requests today, last 2 min ago                ║
║  nightly-tests  76db…0ac3  96 requests today, last 7 h ago                   ║
║  qa-1           f669…bb91  expired                                           ║
║                                                                              ║
║  Clients using them get 401 immediately. You can undo with u.                ║
║                                                                              ║
║                               [ No, keep them ]   Revoke 3 keys     y / n    ║
╚══════════════════════════════════════════════════════════════════════════════╝`.slice(1),
    );
  });

  test.each([
    [['Enter'], 0],
    [['Escape'], 0],
    [['n'], 0],
    [['y'], 1],
    [['Right', 'Enter'], 1],
    [['Right', 'Left', 'Enter'], 0],
  ])('%j answers', async (keys, yes) => {
    let done = 0;
    const box = dialogAt(danger(() => (done += 1)));
    await box.press(...keys);
    expect(box.log).toEqual(['close']);
    expect(done).toBe(yes);
  });

  test('that cannot be undone wants the name typed', async () => {
    let done = 0;
    const secret = (
      <Danger
        title="Rotate the management secret?"
        lines={['The current secret stops working now.']}
        word="prod"
        no="No, keep it"
        yes="Rotate secret"
        onYes={() => (done += 1)}
      />
    );
    const box = dialogAt(secret);
    expect(box.frame()).toContain('cannot be undone');
    await box.type('pro');
    await box.press('Enter');
    expect(done).toBe(0);
    expect(box.log).toEqual(['warning: Type prod first, or press Esc. No changes made.']);
    expect(box.frame()).toContain('[ No, keep it ]   Rotate secret (type the name)');
    await box.type('d');
    expect(box.frame()).toContain('No, keep it   [ Rotate secret ]');
    await box.press('Enter');
    expect(done).toBe(1);

    const untouched = dialogAt(secret);
    await untouched.press('Enter');
    expect(untouched.log).toEqual(['close']);
    expect(done).toBe(1);
  });
});

test('a question is answered by letter, by button, or left with Esc', async () => {
  const answers: string[] = [];
  const question = (
    <Question
      title="May this console read usage from this server?"
      lines={['Other tools that read the same queue miss these records.']}
      buttons={[
        { title: 'No', key: 'n', run: () => answers.push('no') },
        { title: 'Yes, from now on', key: 'y', run: () => answers.push('yes') },
      ]}
    />
  );
  expect(dialogAt(question).frame()).toContain('[ No ]   Yes, from now on');
  // `н` is on the key of `y` of a Russian keyboard.
  for (const keys of [['y'], ['н'], ['Enter'], ['Right', 'Enter'], ['Escape']])
    await dialogAt(question).press(...keys);
  expect(answers).toEqual(['yes', 'yes', 'no', 'yes']);
});

describe('a menu', () => {
  test('without items offers to close it alone', () => {
    expect(dialogAt(<Menu title="Logs" notes={['There are none.']} items={[]} />).frame()).toMatch(
      /│ +Esc close {2}│/,
    );
  });

  const menu = (run: (name: string) => unknown) => (
    <Menu
      title="Stop the server too?"
      items={[
        { key: 'k', title: 'Keep', hint: 'reconnect later', run: () => run('keep') },
        { key: 's', title: 'Stop', hint: 'clients lose it', run: () => run('stop') },
        { title: 'Never', run: () => run('never') },
      ]}
    />
  );

  test('runs by Enter and by the letters of its items, which go before those that move', async () => {
    const ran: string[] = [];
    for (const keys of [['Enter'], ['Down', 'Enter'], ['k'], ['s'], ['j', 'k'], ['ξ', 'ξ', 'Enter']])
      await dialogAt(menu((name) => ran.push(name))).press(...keys);
    expect(ran).toEqual(['keep', 'stop', 'keep', 'stop', 'keep', 'never']);
  });
});

describe('a picker', () => {
  const picker = (
    titles: readonly string[],
    chosen: readonly string[],
    onApply: (chosen: ReadonlySet<string>) => Promise<Outcome<unknown>> = async () => success(0),
  ) => {
    const items = titles.map((title) => ({ id: title, title, hint: '' }));
    return dialogAt(<Picker title="Models" items={items} chosen={chosen} onApply={onApply} />);
  };
  const models = Array.from({ length: 30 }, (_, place) => `vendor/model-${place}`);
  const selected = /▸.*?model-(\d+) /;

  test('marks with Space, finds with /, and applies what is marked', async () => {
    const applied: unknown[] = [];
    const box = picker(['alpha', 'beta', 'gamma'], ['beta'], async (chosen) => {
      applied.push([...chosen]);
      return failure('invalid', 'Not that one.');
    });
    await box.press('Space');
    await box.type('/gam');
    await box.press('Enter', 'Space');
    expect(box.frame()).toContain('1 / 3 · 3 marked');
    await box.press('Escape', 'Enter');
    expect(applied).toEqual([['beta', 'alpha', 'gamma']]);
    expect(box.frame()).toContain('✕ Not that one.');
  });

  test('a second time clears the mark, and all of all is none', async () => {
    const box = picker(models, ['vendor/model-5']);
    await box.type('/model-5');
    await box.press('Enter', 'Space');
    expect(box.frame()).toContain('0 marked');
    await box.press('Space', 'Escape');
    await box.type('/-1');
    await box.press('Enter', 'A');
    expect(box.frame()).toContain('11 / 30 · 12 marked');
    await box.press('A');
    expect(box.frame()).toContain('1 marked');
  });

  test('letters are no filter before it is open', async () => {
    const box = picker(models, []);
    await box.type('m29');
    expect(box.frame()).toContain('30 / 30 · 0 marked');
  });

  test('the cursor stays among the lines found', async () => {
    const box = picker(models, []);
    await box.press('PageUp', 'Up');
    expect(selected.exec(box.frame())?.[1]).toBe('0');
    await box.press('PageDown', 'PageDown', 'PageDown', 'PageDown');
    expect(selected.exec(box.frame())?.[1]).toBe('29');
    await box.type('/model-7');
    expect(selected.exec(box.frame())?.[1]).toBe('7');
  });

  test('while it is being sent no key changes it, and Esc cancels', async () => {
    const box = picker(models, [], () => new Promise(() => {}));
    await box.press('Space', 'Enter', 'Space', 'A', 'Enter');
    expect(box.frame()).toContain('1 marked');
    await box.press('Escape');
    expect(box.log).toEqual(['cancel']);
  });
});

test('a secret is flush left between rules, and c copies it', async () => {
  const box = dialogAt(
    <SecretBox title="New key for team-a" secret={new Secret('7f3a0c55d2be41f0')} what="The new key" />,
  );
  expect(box.frame().split('\n')).toContain('7f3a0c55d2be41f0');
  expect(box.frame()).not.toContain('│');
  await box.press('c', 'Escape');
  expect(box.log).toEqual(['copy The new key: 7f3a0c55d2be41f0', 'close']);
});

test.each([60, 80])(
  'a secret has its QR code whole in the window that it names, %d columns wide',
  async (columns) => {
    const secret = new Secret('fake-key-'.repeat(8));
    const note = 'Give it to your client now. You can reveal it later with v, at any time.';
    const shown = async (look: { columns: number; rows: number }) => {
      const box = dialogAt(<SecretBox title="New key" what="The key" secret={secret} notes={[note]} />, look);
      await box.press('Ctrl-G');
      await expect.poll(() => box.frame()).toMatch(/needs a window|▄▄▄▄▄/);
      return box.frame();
    };
    const [, width, height] = /window of (\d+)×(\d+)/.exec(await shown({ columns, rows: 20 })) ?? [];
    const frame = await shown({ columns: Number(width), rows: Number(height) });
    expect(frame.match(/^▀{20,}/m)?.[0].length).toBe(frame.match(/^█{20,}/m)?.[0].length);
    expect(frame).toContain('Enter done');
    expect(await shown({ columns: Number(width), rows: Number(height) - 1 })).toContain('needs a window');
  },
);

test('a report scrolls, its last page full, and offers only what it can', async () => {
  const lines = Array.from({ length: 60 }, (_, place) => `line ${place}`);
  const box = dialogAt(<Report title="Steps" lines={lines} />);
  expect(box.frame().split('\n').length).toBeLessThanOrEqual(22);
  expect(box.frame()).not.toContain('c copy');
  await box.press('PageDown', 'PageDown', 'PageDown', 'PageDown', 'Down');
  expect(box.frame()).toContain('line 59');
  expect(box.frame()).toMatch(/\d+–60 of 60/);
  await box.press('Up');
  expect(box.frame()).toMatch(/\d+–59 of 60/);
});

test('a report that grows draws each row at once', async () => {
  let grow = (_: readonly string[]) => {};
  const Growing = () => {
    const [lines, set] = useState<readonly string[]>([]);
    grow = set;
    return <Report title="Steps" lines={lines} busy="Waiting" />;
  };
  const box = dialogAt(<Growing />);
  await box.press('Down');
  grow(['first']);
  await expect.poll(() => box.frame()).toContain('first');
  grow(['first', 'second']);
  await expect.poll(() => box.frame()).toContain('second');
  expect(box.frames.join('\n')).not.toMatch(/\d–\d of \d/);
});

test('a report draws the rows that are seen, of a long word as well, and a text that is unbroken', async () => {
  const word = Array.from({ length: 3000 }, (_, place) => `<${place}>`).join('');
  const box = dialogAt(
    <Report title="Log" lines={['first', word, { unbroken: `${'k'.repeat(100)}end` }, 'last']} />,
  );
  expect(box.frame()).toContain('first');
  await box.press(...Array(20).fill('PageDown'));
  expect(box.frame()).toContain('<2999>');
  expect(box.frame()).toContain('kend');
  expect(box.frame()).toContain('last');
  await box.press('PageUp');
  expect(box.frame()).not.toContain('last');
});

describe('every box', () => {
  const boxes = {
    form: rotate(),
    danger: <Danger title="A title" lines={[text]} no="No, keep it" yes="Remove" onYes={() => {}} />,
    word: <Danger title="A title" lines={[text]} no="No" yes="Remove" word="prod" onYes={() => {}} />,
    question: <Question title="A title" lines={[text]} buttons={[{ title: 'No', key: 'n' }]} />,
    menu: <Menu title="A title" notes={[text]} items={[{ title: text, hint: text, run: () => {} }]} />,
    picker: (
      <Picker
        title="A title"
        items={[{ id: 'a', title: text, hint: text }]}
        chosen={[]}
        onApply={async () => success(0)}
      />
    ),
    report: <Report title="A title" lines={[text, { text, role: 'danger' }]} />,
    secret: <SecretBox title="A title" secret={new Secret(text)} what="It" notes={[text]} />,
  };

  test.each(Object.entries(boxes))('%s fits every size, and ASCII', (name, box) => {
    for (const size of sizes) {
      for (const look of [{}, asciiTerminal]) {
        const frame = stripVTControlCharacters(dialogAt(box, { ...size, ...look }).frame());
        const lines = frame.split('\n');
        expect(lines.length).toBeLessThan(size.rows);
        if (size.columns >= 80) expect(lines.at(-1)).toMatch(/[╯╝─+#-]$/);
        // A secret flows over the whole width, as one line for the terminal.
        const widest = name === 'secret' ? size.columns : Math.min(100, size.columns);
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(widest);
        if (look === asciiTerminal) expect(frame).toMatch(/^[\x00-\x7f]*$/);
      }
    }
  });
});
