import type { Fingerprint } from '../../base/secrets/fingerprint.ts';
import { failure, type Outcome, success } from '../../contract/outcome.ts';
import type { Done, Operation, OperationContext } from '../operation.ts';
import { applyRepair } from './apply-repair.ts';
import { type Examined, examine } from './diagnose.ts';
import { gatherFacts } from './gather-facts.ts';

export interface FixFindingsInput {
  /** Of findings that have a fix. */
  readonly ids: readonly string[];
}

export interface FixFindingsResult {
  /** Ids, in the order in which they were made. */
  readonly fixed: readonly string[];
  /** What could not be made, and why. */
  readonly failed: readonly { readonly id: string; readonly message: string }[];
}

/**
 * Makes the fixes of these findings, as they are now: what is no longer wrong is passed over. Undoing takes all of
 * them back, the last one first.
 */
export const fixFindings: Operation<FixFindingsInput, FixFindingsResult> = {
  id: 'fix-findings',
  title: 'putting things right',
  async run(context, { ids }) {
    const loaded = await context.backend.load(context.signal);
    if (!loaded.ok) return loaded;
    const facts = await gatherFacts(context, { state: loaded.value, checkKeys: false });
    const wanted = examine(facts).filter(({ finding, repair }) => repair && ids.includes(finding.id));
    if (wanted.length === 0) {
      return failure(
        'conflict',
        'What was to be put right is no longer wrong, or has no fix: nothing was done.',
      );
    }
    const made = await makeAll(context, wanted);
    const { done, failed } = made;
    const [first] = failed;
    if (done.length === 0 && first) return first.outcome;
    return success({
      result: {
        fixed: done.map(({ id }) => id),
        failed: failed.map(({ id, outcome }) => ({ id, message: outcome.message })),
      },
      message: messageOf(made),
      fingerprints: printsOf(done.map(({ value }) => value)),
      undo: (later) =>
        takeBackAll(
          later,
          done.map(({ value }) => value),
        ),
    });
  },
};

interface Made {
  readonly done: readonly { readonly id: string; readonly value: Done<unknown> }[];
  readonly failed: readonly {
    readonly id: string;
    readonly outcome: Extract<Outcome<never>, { ok: false }>;
  }[];
}

async function makeAll(context: OperationContext, wanted: readonly Examined[]): Promise<Made> {
  const done: Made['done'][number][] = [];
  const failed: Made['failed'][number][] = [];
  for (const { finding, repair } of wanted) {
    if (!repair || context.signal?.aborted) continue;
    const outcome = await applyRepair(context, repair);
    if (outcome.ok) done.push({ id: finding.id, value: outcome.value });
    else failed.push({ id: finding.id, outcome });
  }
  return { done, failed };
}

function messageOf({ done, failed }: Made): string {
  const [first] = done;
  const said = done.length === 1 && first ? first.value.message : `${done.length} things were put right.`;
  const [refused] = failed;
  if (!refused) return said;
  const rest = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return `${said} Not done${rest}: ${refused.outcome.message}`;
}

async function takeBackAll(
  context: OperationContext,
  done: readonly Done<unknown>[],
): Promise<Outcome<Done<void>>> {
  for (const [place, { undo }] of done.toReversed().entries()) {
    const undone = await undo?.(context);
    if (!undone || undone.ok) continue;
    if (place === 0) return undone;
    return failure(undone.kind, `${place} of ${done.length} were taken back; then: ${undone.message}`);
  }
  const message = done.length === 1 ? 'It is as it was.' : `All ${done.length} are as they were.`;
  return success({ result: undefined, message, fingerprints: printsOf(done) });
}

const printsOf = (done: readonly Done<unknown>[]): Fingerprint[] => [
  ...new Set(done.flatMap(({ fingerprints }) => fingerprints)),
];
