import { success } from '../../contract/outcome.ts';
import { type Diagnosis, type Finding, placeText, summaryOf } from '../../operations/health/finding.ts';
import { yesOption } from '../args/common-options.ts';
import type { Call, Command } from '../command.ts';
import type { CommandOutcome } from '../command-outcome.ts';
import type { Opened } from '../command-services.ts';
import { printedDifference } from '../print/difference.ts';
import { runOpened } from './run.ts';

export const doctor: Command = {
  usage: '[--fix] [--test-keys]',
  about:
    'Looks for problems: weak, old and unused keys, file modes, secrets in plain text or under version control, TLS, expired tokens and more; see docs/doctor.md. Changes nothing unless you pass --fix. Exits with 1 if there is an error or warning.',
  words: [0, 0],
  options: {
    fix: {
      type: 'boolean',
      about: 'apply the safe fixes; shows the changes and asks first',
    },
    'dry-run': {
      type: 'boolean',
      about: 'with --fix: show the findings and their fixes, and change nothing',
    },
    'test-keys': {
      type: 'boolean',
      formerly: 'check-keys',
      about: 'also test each provider key with a real request',
    },
    ...yesOption,
  },
  examples: [
    ['cli-proxy doctor', 'list problems, worst first'],
    ['cli-proxy doctor --fix', 'show the changes and ask'],
    ['cli-proxy doctor --json', 'for monitoring'],
  ],
  async run(call) {
    const { diagnose } = await theDoctor();
    const fix = call.flag('fix');
    const opened = await call.services.openBackend(fix ? 'write' : 'look');
    if (!opened.ok) return opened;
    const input = { checkKeys: call.flag('test-keys') };
    const first = await runOpened(opened.value, diagnose, input);
    if (!first.ok) return first;
    if (!fix) return answerOf(first.value.result);
    const fixed = await applyFixes(call, opened.value, first.value.result.findings);
    if (!fixed.ok) return fixed;
    const again = fixed.value.ids.length === 0 ? first : await runOpened(opened.value, diagnose, input);
    return again.ok ? answerOf(again.value.result, fixed.value) : again;
  },
};

/** Shared with the console, which loads it when it is first asked for, too. */
const theDoctor = () => import('../../operations/health/index.ts');

interface Fixed {
  readonly ids: readonly string[];
  readonly message: string;
  /** With --dry-run: what would change. */
  readonly changes?: readonly string[];
}

async function applyFixes(
  { services, flag }: Call,
  opened: Opened,
  findings: readonly Finding[],
): Promise<CommandOutcome<Fixed>> {
  const fixable = findings.filter(({ fix, alone }) => fix !== undefined && !alone);
  if (fixable.length === 0) return success({ ids: [], message: 'No finding has a safe fix.' });
  const { fixFindings, previewFixes } = await theDoctor();
  const ids = fixable.map(({ id }) => id);
  const preview = await runOpened(opened, previewFixes, { ids });
  if (!preview.ok) return preview;
  const { lines, files } = preview.value.result;
  const changes = [...(lines.length > 0 ? ['config.yaml:', ...printedDifference(lines)] : []), ...files];
  if (flag('dry-run'))
    return success({
      ids: [],
      message: `Dry run: ${fixable.length} ${fixable.length === 1 ? 'fix' : 'fixes'} to apply.`,
      changes,
    });
  const fixes = fixable.map(({ fix = '' }) => `  - ${fix}`);
  const what = fixable.length === 1 ? 'this change' : `these ${fixable.length} changes`;
  const sure = await services.confirm(['Changes:', ...fixes, ...changes, `Apply ${what}?`].join('\n'));
  if (!sure.ok) return sure;
  const made = await runOpened(opened, fixFindings, { ids });
  if (!made.ok) return made;
  return success({ ids: made.value.result.fixed, message: made.value.message });
}

function answerOf(diagnosis: Diagnosis, fixed?: Fixed): CommandOutcome {
  const { findings, unchecked, checked, at } = diagnosis;
  const healthy = findings.every(({ severity }) => severity === 'notice');
  const json = {
    ok: healthy,
    at: new Date(at).toISOString(),
    findings: findings.map(({ fix, alone, ...finding }) => ({
      ...finding,
      fix: alone ? null : (fix ?? null),
    })),
    notChecked: unchecked.map(({ check, why }) => ({ check, why })),
    checked: checked.length,
    ...(fixed ? { fixed: fixed.ids } : {}),
  };
  return success({
    stdout: [...findings.flatMap(linesOf), ...uncheckedLines(diagnosis), ...(fixed?.changes ?? [])],
    stderr: [...(fixed ? [fixed.message] : []), summaryOf(diagnosis)],
    json,
    code: healthy ? 0 : 1,
  });
}

function linesOf({ severity, what, why, remedy, where, fix, alone }: Finding): string[] {
  const place = placeText(where);
  return [
    `${severity.padEnd(8)} ${what}`,
    ...(place === '' ? [] : [`         at ${place}`]),
    `         ${why}`,
    `         ${remedy}`,
    ...(fix === undefined || alone ? [] : [`         --fix: ${fix}`]),
    '',
  ];
}

function uncheckedLines({ unchecked }: Diagnosis): string[] {
  if (unchecked.length === 0) return [];
  return ['Not checked, or only partly checked:', ...unchecked.map(({ title, why }) => `  ${title}: ${why}`)];
}
