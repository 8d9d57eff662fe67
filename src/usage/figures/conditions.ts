import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { UsageDimension, UsageQuery, UsageTerm } from '../../contract/usage-figures.ts';
import { anywhere, partOf, wholeOf } from './search-text.ts';

type Condition = RawBuilder<SqlBool>;

/** Columns of `combinations as c`; addresses are apart from them. */
export const columnOf = {
  key: 'client_key',
  provider: 'provider',
  account: 'account',
  model: 'model',
  application: 'application',
  status: 'status',
  server: 'server',
} as const satisfies Record<Exclude<UsageDimension, 'address'>, string>;

/** Length to which texts are stored. */
export const longestText = 200;

/** A text as it is stored: cut, also at a NUL, which no database takes. */
export function storedText(text: string, most = longestText): string {
  const end = text.indexOf('\0');
  return text.slice(0, end < 0 ? most : Math.min(end, most));
}

/** Of a query, on `combinations as c`; without times, errors and addresses. Empty: all requests. */
export function combinationConditions(query: UsageQuery): Condition[] {
  const { clientKey, provider, account, model, application, server, status, search = [], terms = [] } = query;
  const named = { client_key: clientKey, provider, account, model, application, server };
  return [
    ...Object.entries(named).flatMap(([column, text]) =>
      text === undefined ? [] : text === '' ? [never] : [equals(column, text)],
    ),
    ...(status === undefined ? [] : [statusIs(String(status))]),
    ...search.map(({ word, keys = [], not }) => {
      const known = keys.filter((key) => key !== '').map((key) => equals('client_key', key));
      return unless(not, anyOf([like(anywhere(word)), ...known]));
    }),
    ...terms.filter((term) => !isOfRequest(term)).map(termCondition),
  ];
}

/** Terms on what combinations do not have, on `requests as r`. */
export const requestConditions = ({ terms = [] }: UsageQuery): Condition[] =>
  terms.filter(isOfRequest).map(requestCondition);

const isOfRequest = ({ field }: UsageTerm): boolean => field === 'error' || field === 'address';

function termCondition({ field, is = [], has, not }: UsageTerm): Condition {
  if (field === 'error' || field === 'address') return never;
  if (has !== undefined) return unless(not, like(partOf(field, has)));
  const fits = field === 'status' ? statusIs : (text: string) => like(wholeOf(field, text));
  return unless(not, anyOf(is.filter((text) => text !== '').map(fits)));
}

/** The database knows upper and lower case of ASCII only; errors are English. */
function requestCondition({ field, is = [], has, not }: UsageTerm): Condition {
  const named = sql`(select a.address from addresses as a where a.id = r.address)`;
  const own = sql<string>`lower(coalesce(${field === 'error' ? sql`r.error` : named}, ''))`;
  const part = has?.toLowerCase();
  const fits =
    part === undefined
      ? anyOf(
          is
            .filter((text) => text !== '')
            .map((text) => sql<SqlBool>`${own} = ${storedText(text.toLowerCase(), 500)}`),
        )
      : sql<SqlBool>`${own} like ${anywhere(part)} escape '\\'`;
  return unless(not, fits);
}

/** `429`, `4xx`, `ok` or `failed`. */
function statusIs(wanted: string): Condition {
  const wantedStatus = wanted.toLowerCase();
  if (wantedStatus === 'ok' || wantedStatus === 'failed')
    return sql`c.failed = ${wantedStatus === 'failed' ? 1 : 0}`;
  const [, kind] = /^([1-9])xx$/.exec(wantedStatus) ?? [];
  if (kind) return sql`c.status between ${Number(kind) * 100} and ${Number(kind) * 100 + 99}`;
  return /^\d{1,9}$/.test(wantedStatus) ? sql`c.status = ${Number(wantedStatus)}` : never;
}

const never: Condition = sql`1 = 0`;
const equals = (column: string, text: string): Condition =>
  sql`${sql.ref(`c.${column}`)} = ${storedText(text)}`;
const like = (pattern: string): Condition => sql`c.folded like ${pattern} escape '\\'`;
const anyOf = (all: readonly Condition[]): Condition =>
  all.length === 0 ? never : sql`(${sql.join(all, sql` or `)})`;
const unless = (not: boolean | undefined, condition: Condition): Condition =>
  not ? sql`not (${condition})` : condition;
