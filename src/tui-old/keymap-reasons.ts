import { isOver } from '../contract/sign-in-flow.ts';
import { clineProvider } from '../operations/index.ts';
import { type AmpRow, unmappable } from './amp/amp-rows.ts';
import type { KeyContext } from './binding.ts';
import { meantFindings } from './health/health-sight.ts';
import { textIn } from './input/text-field.ts';
import { rotationAt } from './rows/rotation-at.ts';
import { noUsageReason } from './usage/no-usage-reason.ts';
import { unknownGroup } from './usage/usage-sight.ts';

/** Why a key does nothing here, as one sentence; undefined: it works. */
type Reason = (context: KeyContext) => string | undefined;

export const noServer: Reason = ({ console }) =>
  console.server ? undefined : 'Nothing is loaded yet: wait for the server.';

export const noKey: Reason = (context) =>
  noServer(context) ??
  (context.selected || context.ui.lists['client-keys'].marks.size > 0
    ? undefined
    : 'No key is selected: a adds one.');

export const emptyList: Reason = ({ ui }) =>
  ui.screen !== 'usage' && ui.lists[ui.screen].ids.length === 0 && textIn(ui.filters[ui.screen]) === ''
    ? 'The list is empty.'
    : undefined;

export const nothingSelected: Reason = ({ ui }) =>
  ui.screen !== 'usage' && ui.lists[ui.screen].cursor === undefined ? 'No line is selected.' : undefined;

export const oneField: Reason = ({ ui }) =>
  ui.dialog?.kind === 'form' && ui.dialog.fields.length < 2 ? 'This is the only field.' : undefined;

export const cannotLabel: Reason = (context) =>
  noKey(context) ??
  (context.console.capabilities?.labels === 'absent' ? 'This server keeps no labels.' : undefined);

/** Limits are kept where labels are. */
export const cannotLimit: Reason = (context) =>
  noKey(context) ??
  (context.console.capabilities?.limits === 'absent' || context.console.capabilities?.labels === 'absent'
    ? 'There is no place for the limits of this server’s keys.'
    : undefined);

export const cannotRotate: Reason = (context) => {
  const missing = noKey(context);
  if (missing || !context.selected) return missing ?? 'No key is selected: a adds one.';
  return rotationAt(context.console.server?.clientKeys ?? [], context.selected)
    ? 'This key is in a rotation already: f finishes it, b rolls it back.'
    : undefined;
};

export const noRotation: Reason = (context) => {
  const missing = noKey(context);
  if (missing || !context.selected) return missing ?? 'No key is selected.';
  return rotationAt(context.console.server?.clientKeys ?? [], context.selected)
    ? undefined
    : 'No rotation of this key is running: R begins one.';
};

export const noFix: Reason = ({ ui, health }) => {
  const meant = meantFindings(health, ui.lists.health.marks);
  if (meant.length === 0) return 'No fault is selected.';
  return meant.some(({ fix }) => fix !== undefined)
    ? undefined
    : 'There is no fix that would be safe to make for you: Enter says what to do.';
};

export const nothingToUndo: Reason = ({ console }) =>
  console.undoable.length > 0 ? undefined : 'There is nothing to undo.';

export const noQuestion: Reason = ({ console }) =>
  console.feedQuestion === undefined ? 'This server’s usage needs no answer of yours.' : undefined;

export const noItem: Reason = ({ ui }) =>
  ui.lists.overview.cursor === undefined ? 'Nothing needs you.' : undefined;

export const cannotRotateSecret: Reason = (context) =>
  noServer(context) ??
  (context.console.capabilities?.secretRotation === 'absent'
    ? 'This server cannot change its management secret over the network.'
    : undefined);

export const noPassword: Reason = ({ console, ui }) => {
  if (console.connection.kind === 'sign-in' && console.connection.busy) return 'The password is on its way.';
  return ui.password.before + ui.password.after === ''
    ? 'Type the local password or the management secret first: an empty one is never sent.'
    : undefined;
};

export const noFiles: Reason = ({ console }) =>
  console.canWorkOnFiles ? undefined : 'There is no config.yaml on this machine to work on.';

export const noEmbedded: Reason = ({ console }) => {
  if (!console.canStartServer) return 'The embedded server cannot be started for this address.';
  return console.connection.kind === 'down' && console.connection.unclear
    ? 'Something is running at this address: the embedded server cannot take its place.'
    : undefined;
};

export const noSetUp: Reason = ({ console }) =>
  console.canSetUp ? undefined : 'No server can be set up here: the console was started read-only.';

export const lockedOut: Reason = ({ console }) =>
  console.connection.kind === 'locked-out' ? 'Nothing is sent until the lock-out is over.' : undefined;

export const noUsage: Reason = (context) =>
  noServer(context) ?? (context.console.hasUsage ? undefined : noUsageReason(context.console));

export const noKeyUsage: Reason = (context) => noKey(context) ?? noUsage(context);

export const inDetail: Reason = ({ console, ui }) =>
  ui.usage.detail ? 'Esc closes the request first.' : console.hasUsage ? undefined : noUsageReason(console);

export const nothingToOpen: Reason = ({ console, ui }) => {
  if (!console.hasUsage) return noUsageReason(console);
  const { focus, groups, requests } = ui.usage;
  if (focus === 'requests') return requests.cursor === undefined ? 'There is no request here.' : undefined;
  if (groups.cursor === undefined) return 'Nothing is in the table.';
  return groups.cursor === unknownGroup
    ? 'These requests have nothing in common that could be asked for.'
    : undefined;
};

export const nothingToCopy: Reason = ({ ui }) =>
  ui.dialog?.kind === 'report' && ui.dialog.copy ? undefined : 'There is nothing to copy here.';

export const noProviderKey: Reason = (context) =>
  noServer(context) ?? (context.providers.selected ? undefined : 'No provider key is selected: a adds one.');

export const noProviderSecret: Reason = (context) =>
  noProviderKey(context) ??
  (context.providers.selected?.key ? undefined : 'The key is not in the config, so it is not known here.');

export const noProviderEntry: Reason = (context) =>
  noProviderKey(context) ??
  (context.providers.selected?.keysOfEntry === 0
    ? 'It stands in the server’s environment alone, where only its operator can change it.'
    : undefined);

export const notCline: Reason = (context) => {
  const { all, selected } = context.providers;
  const elsewhere =
    all.some(({ provider }) => provider === clineProvider) && selected?.provider !== clineProvider;
  if (elsewhere) return noServer(context) ?? 'This is not a Cline key. Select one.';
  const adds = selected?.provider !== clineProvider;
  return (
    noServer(context) ??
    (adds && context.console.readOnly
      ? 'No provider can be added here: the console was started read-only.'
      : undefined)
  );
};

export const noAmpClient: Reason = ({ ui, amp }) => {
  const can = ({ why }: AmpRow) => why !== 'nowhere' && why !== 'empty';
  const { marks } = ui.lists.amp;
  const some =
    marks.size > 0 ? amp.all.some((row) => marks.has(row.id) && can(row)) : amp.selected && can(amp.selected);
  return some ? undefined : 'Select a client key that this server has.';
};

export const noAmpMapping: Reason = ({ ui, amp }) => {
  const can = ({ why }: AmpRow) => unmappable.has(why);
  const { marks } = ui.lists.amp;
  const some =
    marks.size > 0 ? amp.all.some((row) => marks.has(row.id) && can(row)) : amp.selected && can(amp.selected);
  return some ? undefined : 'No mapping names this client key.';
};

export const noSessions: Reason = (context) =>
  noServer(context) ??
  (context.console.capabilities?.sessions === 'absent'
    ? 'This server tells nothing of its sessions.'
    : undefined);

export const noSession: Reason = ({ sessions }) =>
  sessions.selected ? undefined : 'No session is selected.';

export const nothingToExplain: Reason = ({ console, ui }) => {
  if (!console.hasUsage) return noUsageReason(console);
  const { focus, groups, requests } = ui.usage;
  return (focus === 'requests' ? requests : groups).cursor === undefined
    ? 'There is nothing here to explain yet.'
    : undefined;
};

export const nothingToExport: Reason = (context) => {
  if (!context.console.hasUsage) return noUsageReason(context.console);
  return context.usage.figures ? undefined : 'The figures are still on their way.';
};

export const noLogin: Reason = ({ console }) =>
  console.login && !isOver(console.login.flow) ? undefined : 'No login is going on.';

export const noLink: Reason = ({ console }) =>
  console.login && 'start' in console.login.flow ? undefined : 'There is no link yet, or no more.';
