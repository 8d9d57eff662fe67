import type { AuthFile } from '../../../contract/auth-file.ts';
import type { UpstreamFigures } from '../../usage/upstream-counts.ts';

/**
 * One entry of `auth-files` as recorded; never a token. A file that no server can use is listed as well, with the
 * reason, as deleting all files deletes it too.
 */
export function authFileEntry(file: AuthFile, counts: UpstreamFigures, now: number) {
  const { name, provider = 'unknown', account, broken, coolingUntil } = file;
  const coolingDown = coolingUntil !== undefined && coolingUntil > now;
  return {
    id: name,
    name,
    auth_index: file.authIndex ?? '',
    type: provider,
    provider,
    label: account ?? provider,
    ...(account !== undefined && { account, email: account }),
    ...(file.provider !== undefined && { account_type: 'oauth' }),
    status: file.disabled ? 'disabled' : (broken ?? file.trouble) ? 'error' : 'active',
    status_message: broken ?? file.message ?? '',
    disabled: file.disabled,
    unavailable: coolingDown,
    ...(coolingDown && { next_retry_after: time(coolingUntil) }),
    runtime_only: false,
    source: 'file',
    size: file.size ?? 0,
    success: counts.success,
    failed: counts.failed,
    recent_requests: counts.recent_requests,
    ...(file.project !== undefined && { project_id: file.project }),
    ...(file.priority !== undefined && { priority: file.priority }),
    ...(file.note !== undefined && { note: file.note }),
    ...file.listed,
    path: file.path ?? '',
    created_at: time(file.createdAt),
    modtime: time(file.modifiedAt),
    updated_at: time(file.modifiedAt),
  };
}

const time = (at: number | undefined): string => new Date(at ?? 0).toISOString();

/** What is wrong with a name in a query, as recorded; undefined: valid. */
export function nameError(name: string | null): string | undefined {
  if (name === null || name === '' || /[/\\]/.test(name)) return 'invalid name';
  return /\.json$/i.test(name) ? undefined : 'name must end with .json';
}
