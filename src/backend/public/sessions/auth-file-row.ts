import type * as v from 'valibot';
import type { AuthFile } from '../../../contract/auth-file.ts';
import { knownFields } from '../../../providers/accounts/auth-file.ts';
import { accountProvider } from '../../../providers/accounts/auth-file-kinds.ts';
import { fieldsOf } from '../../../providers/json-fields.ts';
import type { authFile } from '../client/public-schemas.ts';

type AuthFileEntry = v.InferOutput<typeof authFile>;

/**
 * An entry of a public server's list (recorded auth-files.json, v6/auth-and-404.json) as the port gives it.
 */
export function authFileRow(entry: AuthFileEntry): AuthFile {
  const { name, provider = entry.type, success, failed } = entry;
  const said = saidIn(text(entry.status_message));
  const failing = entry.status === 'error';
  const wantsVerification = accountProvider(provider ?? '')?.authFile.wantsVerification;
  const trouble = !failing ? undefined : wantsVerification?.(said ?? '') ? 'needs verification' : 'failing';
  const refreshed = instant(entry.last_refresh);
  const plan = fieldsOf(entry.id_token)?.plan_type;
  const coolingUntil = entry.unavailable === true ? instant(entry.next_retry_after) : undefined;
  return {
    name,
    disabled: entry.disabled === true,
    partial: true,
    ...knownFields({
      provider,
      // v6 puts the project behind the account.
      account: text(entry.email) ?? text(entry.account),
      plan: text(plan),
      project: text(entry.project_id),
      trouble,
      message: said,
      link: said === undefined ? undefined : linkIn(said),
      coolingUntil,
      lastRefresh: refreshed === undefined ? undefined : { at: refreshed, ok: true },
      priority: typeof entry.priority === 'number' ? entry.priority : undefined,
      note: text(entry.note),
      path: text(entry.path),
      size: entry.size,
      modifiedAt: instant(entry.modtime),
      createdAt: instant(entry.created_at),
      inMemory: entry.runtime_only === true ? true : undefined,
      authIndex: text(entry.auth_index),
    }),
    ...(success !== undefined &&
      failed !== undefined && {
        traffic: {
          calls: success + failed,
          errors: failed,
          since: 'server start' as const,
          recent: (entry.recent_requests ?? []).map((one) => one.success + one.failed),
        },
      }),
  };
}

/** A provider's answer is passed on as it came, often as JSON: its own sentence is what the user needs. */
function saidIn(message: string | undefined): string | undefined {
  if (message === undefined) return undefined;
  try {
    const fields = fieldsOf(JSON.parse(message));
    const inner = text(fieldsOf(fields?.error)?.message) ?? text(fields?.message) ?? text(fields?.error);
    // The reason that marks a verification may be beside the sentence.
    if (inner !== undefined) return clean(linkIn(inner) === undefined ? withLink(inner, message) : inner);
  } catch {
    // Plain words.
  }
  return clean(message);
}

function withLink(sentence: string, whole: string): string {
  const link = linkIn(whole);
  const reason = /VALIDATION_REQUIRED/.test(whole) && !sentence.includes('VALIDATION_REQUIRED');
  return `${sentence}${reason ? ' (VALIDATION_REQUIRED)' : ''}${link === undefined ? '' : ` ${link}`}`;
}

const clean = (message: string): string => message.slice(0, 400);

/** Only what a browser opens by itself without danger. */
function linkIn(message: string): string | undefined {
  const found = /https:\/\/[^\s"'<>\\]+/.exec(message)?.[0].replace(/(?<![.,;:)\]}])[.,;:)\]}]+$/, '');
  return found !== undefined && URL.canParse(found) ? found : undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function instant(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  // Go writes the year 1 for "never".
  return Number.isNaN(at) || at <= 0 ? undefined : at;
}
