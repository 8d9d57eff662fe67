import type { BackendEvent, ConfigProblem } from '../../contract/change.ts';
import type { KeyActivity } from '../../contract/client-key.ts';
import type { ConfigStanding } from './config-in-force.ts';
import type { FolderContent } from './remembered-folder.ts';

interface Sight {
  readonly standing: ConfigStanding;
  readonly content: FolderContent | undefined;
}

/** What listeners are told between two looks at the files. */
export function whatChanged(before: Sight, now: Sight): BackendEvent[] {
  const events: BackendEvent[] = [];
  if (!sameProblem(before.standing.problem, now.standing.problem)) {
    events.push({ type: 'config-problem', problem: now.standing.problem });
  }
  const revision = revisionOf(now.standing);
  if (revision !== undefined && revision !== revisionOf(before.standing)) {
    events.push({ type: 'config', revision });
  }
  if (before.content?.records !== now.content?.records) events.push({ type: 'key-records' });
  const keys = changedFigures(
    before.content?.activity?.activity ?? {},
    now.content?.activity?.activity ?? {},
  );
  if (Object.keys(keys).length > 0) events.push({ type: 'activity', keys });
  return events;
}

function revisionOf({ inForce }: ConfigStanding): string | undefined {
  return 'kind' in inForce ? undefined : inForce.revision;
}

function sameProblem(a: ConfigProblem | null, b: ConfigProblem | null): boolean {
  return a?.message === b?.message && a?.line === b?.line && a?.column === b?.column;
}

type Figures = Readonly<Record<string, KeyActivity>>;

function changedFigures(before: Figures, now: Figures): Figures {
  if (before === now) return {};
  const changed = Object.entries(now).filter(([print, figures]) => {
    const old = before[print];
    return (
      old === undefined ||
      old.lastUsedAt !== figures.lastUsedAt ||
      old.lastHour !== figures.lastHour ||
      old.today !== figures.today ||
      old.hours.join() !== figures.hours.join()
    );
  });
  return Object.fromEntries(changed);
}
