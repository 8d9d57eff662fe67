import { type Failure, failure, success } from '../../contract/outcome.ts';
import type { Inquiry, OperationContext } from '../operation.ts';
import type { CaseFacts, Check, Repair } from './check.ts';
import { checks } from './checks/index.ts';
import {
  type Diagnosis,
  type Finding,
  type Severity,
  severities,
  summaryOf,
  type Unchecked,
} from './finding.ts';
import { gatherFacts } from './gather-facts.ts';
import { words } from './words.ts';

interface DiagnoseInput {
  /** Also sends a real request with each provider key (L2). */
  readonly checkKeys?: boolean;
}

/** M1: everything that is not as it should be, worst first; changes nothing. */
export const diagnose: Inquiry<DiagnoseInput, Diagnosis> = {
  id: 'diagnose',
  get title() {
    return words().diagnosing;
  },
  audited: false,
  async run(context, { checkKeys = false }) {
    await context.backend.configFile?.look(context.signal);
    const loaded = await context.backend.load(context.signal);
    // A broken file is the first finding to report, not a reason to report none.
    if (!loaded.ok && loaded.kind !== 'invalid') return loaded;
    const stopped = () => context.signal?.aborted === true;
    const diagnosis = loaded.ok
      ? diagnosisOf(await gatherFacts(context, { state: loaded.value, checkKeys }))
      : brokenFromTheStart(context, loaded);
    if (stopped()) return failure('cancelled', words().cancelled);
    return success({ result: diagnosis, message: summaryOf(diagnosis), fingerprints: [] });
  },
};

export interface Examined {
  readonly finding: Finding;
  readonly repair: Repair | undefined;
}

/** What the checks find in these facts, with its fix; worst first, then in the order of the checks. */
export function examine(facts: CaseFacts, which: readonly Check[] = checks): readonly Examined[] {
  const all = which.flatMap((check) => resultOf(check, facts).examined);
  return all.toSorted((a, b) => rank(a.finding.severity) - rank(b.finding.severity));
}

function resultOf(check: Check, facts: CaseFacts): { examined: Examined[]; unchecked: Unchecked[] } {
  const { found, unchecked: why } = check.look(facts);
  const { id, title } = check;
  return {
    examined: found.map(({ subject, repair, ...rest }) => ({
      finding: { id: subject === undefined ? id : `${id}:${subject}`, check: id, ...rest },
      repair,
    })),
    unchecked: why === undefined ? [] : [{ check: id, title, why }],
  };
}

function diagnosisOf(facts: CaseFacts): Diagnosis {
  const unchecked = checks.flatMap((check) => resultOf(check, facts).unchecked);
  const without = new Set(unchecked.map(({ check }) => check));
  return {
    findings: examine(facts).map(({ finding }) => finding),
    unchecked,
    checked: checks.filter(({ id }) => !without.has(id)).map(({ title }) => title),
    at: facts.now,
    configChangedAt: facts.machine.known ? facts.machine.value.modifiedAt : undefined,
  };
}

const rank = (severity: Severity): number => severities.indexOf(severity);

function brokenFromTheStart({ backend, now }: OperationContext, { message, line }: Failure): Diagnosis {
  const finding: Finding = {
    id: 'config-broken',
    check: 'config-broken',
    severity: 'error',
    what: message,
    why: words().broken.why,
    remedy: words().broken.remedy,
    where: { file: backend.place, line },
  };
  const rest = checks.filter(({ id }) => id !== finding.check);
  const why = words().broken.first;
  return {
    findings: [finding],
    unchecked: rest.map(({ id, title }) => ({ check: id, title, why })),
    checked: checks.filter(({ id }) => id === finding.check).map(({ title }) => title),
    at: now(),
  };
}
