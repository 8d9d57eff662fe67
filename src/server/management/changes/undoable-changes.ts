import { randomBytes } from 'node:crypto';
import type { Backend, BackendSessions, ConfigText } from '../../../backend/backend.ts';
import type { Revision } from '../../../base/files/revision.ts';
import type { Secret } from '../../../base/secrets/secret.ts';
import type { AuditEntry, RouteChange } from '../../../contract/audit.ts';
import { failure, type Outcome, success } from '../../../contract/outcome.ts';
import type { ServerSessions } from '../../accounts/server-sessions.ts';
import { words } from '../../words.ts';

/** At most this many changes are kept and can be undone, each with the text that it replaced. */
const kept = 20;

/** Undoes one write, or fails with `conflict` as something else was written since. */
export type Step = () => Promise<Outcome<unknown>>;

/** The newest changes that were made through routes of the public server, in memory as long as the server runs. */
export class UndoableChanges {
  #changes: { readonly change: RouteChange; readonly steps: readonly Step[] }[] = [];

  add({ time, user, operation, names }: AuditEntry, steps: readonly Step[]): void {
    if (steps.length === 0) return;
    const id = randomBytes(4).toString('hex');
    const change = { id, time, user, operation, ...(names && { names }) };
    this.#changes.push({ change, steps });
    this.#changes.splice(0, Math.max(0, this.#changes.length - kept));
  }

  /** Newest first. */
  list(): RouteChange[] {
    return this.#changes.map(({ change }) => change).reverse();
  }

  /** What fails stays in the list. */
  async undo(id: string): Promise<Outcome<RouteChange>> {
    const found = this.#changes.find(({ change }) => change.id === id);
    if (!found) return failure('conflict', words().changes.none);
    for (const step of [...found.steps].reverse()) {
      const undone = await step();
      if (!undone.ok) return undone;
    }
    this.#changes = this.#changes.filter((one) => one !== found);
    return success(found.change);
  }
}

interface Writers {
  readonly backend: Backend;
  readonly sessions: ServerSessions;
}

/** The same context, whose writes leave in `steps` what undoes them. */
export function recorded<Context extends Writers>(context: Context, steps: Step[]): Context {
  const { backend, sessions } = context;
  const files = () => {
    const known = sessions.files();
    return known.ok ? success(recordedFiles(known.value, steps)) : known;
  };
  return { ...context, backend: recordedBackend(backend, steps), sessions: { ...sessions, files } };
}

function recordedBackend(backend: Backend, steps: Step[]): Backend {
  const remember = (done: Outcome<{ revision: Revision }>, before: Outcome<ConfigText>): void => {
    if (!done.ok || !before.ok || done.value.revision === before.value.revision) return;
    const { revision } = done.value;
    steps.push(() => backend.writeConfigText(before.value.text, { revision }));
  };
  return Object.assign(Object.create(backend) as Backend, {
    async editConfig(...[edits, options]: Parameters<Backend['editConfig']>) {
      const before = await backend.readConfigText();
      const done = await backend.editConfig(edits, options);
      // Otherwise the text that was read may not be the one that was edited.
      if (before.ok && options?.revision === before.value.revision) remember(done, before);
      return done;
    },
    async writeConfigText(...[text, options]: Parameters<Backend['writeConfigText']>) {
      const before = await backend.readConfigText();
      const done = await backend.writeConfigText(text, options);
      remember(done, before);
      return done;
    },
  });
}

function recordedFiles(files: BackendSessions, steps: Step[]): BackendSessions {
  const textOf = async (name: string): Promise<Secret | undefined> => {
    const read = await files.download(name);
    return read.ok ? read.value : undefined;
  };
  const { editMembers } = files;
  return Object.assign(Object.create(files) as BackendSessions, {
    async setDisabled(...[names, disabled, signal]: Parameters<BackendSessions['setDisabled']>) {
      const before = await files.list();
      const done = await files.setDisabled(names, disabled, signal);
      if (!done.ok || !before.ok) return done;
      const others = before.value.filter((one) => one.disabled !== disabled).map(({ name }) => name);
      const changed = done.value.done.filter((name) => others.includes(name));
      if (changed.length > 0) steps.push(() => files.setDisabled(changed, !disabled));
      return done;
    },
    async revoke(...given: Parameters<BackendSessions['revoke']>) {
      const done = await files.revoke(...given);
      const token = done.ok ? done.value.token : undefined;
      if (token !== undefined) steps.push(() => files.restore(token));
      return done;
    },
    async upload(...[name, text, options]: Parameters<BackendSessions['upload']>) {
      const before = await textOf(name);
      const done = await files.upload(name, text, options);
      if (done.ok) steps.push(await putBack(name, before));
      return done;
    },
    ...(editMembers && {
      async editMembers(...[name, edits, signal]: Parameters<typeof editMembers>) {
        const before = await textOf(name);
        const done = await editMembers(name, edits, signal);
        if (done.ok && before) steps.push(await putBack(name, before));
        return done;
      },
    }),
  });

  /** @param before undefined: the file is new */
  async function putBack(name: string, before: Secret | undefined): Promise<Step> {
    const after = (await textOf(name))?.reveal();
    return async () => {
      if ((await textOf(name))?.reveal() !== after)
        return failure('conflict', words().changes.changedSince(name));
      return before ? files.upload(name, before, { overwrite: true }) : files.revoke([name], undefined, true);
    };
  }
}
