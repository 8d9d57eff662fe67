import { failure, type Outcome, success } from '../../contract/outcome.ts';
import { signInRecordOf } from '../../providers/accounts/sign-in-records.ts';
import { words } from '../../providers/accounts/words.ts';
import { type Fields, textIn } from '../../providers/json-fields.ts';
import type { AuthFileForm } from '../../providers/oauth.ts';
import type { AccountStore, StoredAccount } from './account-store.ts';

interface SavedAccount {
  readonly name: string;
  /** E-mail, where it is known. */
  readonly account: string | undefined;
}

/** More accounts with one address than exist in practice. */
const maxOfOneName = 100;

/**
 * Puts a fresh account into auth-dir. The file that holds the same account already, or `again` where nothing
 * speaks against it, keeps everything that is not of this login: note, prefix, priority, unknown fields. No
 * other account's file is ever written over, whatever its name.
 */
export async function saveAccount(
  store: AccountStore,
  form: AuthFileForm,
  fresh: Fields,
  now: number,
  again?: string,
): Promise<Outcome<SavedAccount>> {
  const listed = await store.list();
  if (!listed.ok) return listed;
  const base = plainName(form.name(fresh, now));
  for (let count = 1; count <= maxOfOneName; count += 1) {
    const own = count === 1 ? ownFile(listed.value, form, fresh, again) : undefined;
    const name = own ?? `${base}${count === 1 ? '' : `-${count}`}.json`;
    let taken = false;
    const done = await store.change(name, async (file) => {
      taken = file !== undefined && name !== own && !isSameAccount(form, file, fresh);
      return success(taken ? undefined : merged(form, file, fresh));
    });
    if (!done.ok) return done;
    if (!taken) return success({ name, account: textIn(fresh, 'email') });
  }
  return failure('failed', words().tokens.tooMany(String(maxOfOneName), base));
}

/** Whether both files are of one account: the first field that both have decides. */
function isSameAccount(form: AuthFileForm, one: Fields, other: Fields): boolean {
  const deciding = form.identity.find((name) => textIn(one, name) && textIn(other, name));
  return isOf(form, one) && deciding !== undefined && textIn(one, deciding) === textIn(other, deciding);
}

/** The file this account has already. */
function ownFile(
  accounts: readonly StoredAccount[],
  form: AuthFileForm,
  fresh: Fields,
  again: string | undefined,
): string | undefined {
  const chosen = accounts.find(({ name }) => name === again);
  // Nothing in the answers of some providers says whose account it is: then the user's word counts.
  const isMeant = chosen && isOf(form, chosen.file) && (!isKnown(form, chosen.file) || !isKnown(form, fresh));
  if (chosen && (isMeant || isSameAccount(form, chosen.file, fresh))) return chosen.name;
  return accounts.find(({ file }) => isSameAccount(form, file, fresh))?.name;
}

/** A file may have another name of the provider as its type. */
const isOf = (form: AuthFileForm, file: Fields): boolean =>
  signInRecordOf(file.type)?.file.type === form.type;

const isKnown = (form: AuthFileForm, file: Fields): boolean =>
  form.identity.some((name) => textIn(file, name) !== undefined);

function merged(form: AuthFileForm, file: Fields | undefined, fresh: Fields): Fields {
  if (form.tokensIn === undefined || file === undefined) return { ...file, ...fresh };
  const tokens = { ...(file[form.tokensIn] as Fields | undefined), ...(fresh[form.tokensIn] as Fields) };
  return { ...file, ...fresh, [form.tokensIn]: tokens };
}

/** An address may hold what no file name should. */
function plainName(text: string): string {
  return text.replace(/[^A-Za-z0-9@._+-]/g, '_').slice(0, 120);
}
