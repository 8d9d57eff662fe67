import { claimsOf, instantIn, knownFields, rfc3339, textIn, tokenFile } from '../accounts/auth-file.ts';
import { fieldsOf } from '../answers/token-counts.ts';
import { codexOAuth } from './codex-oauth.ts';

/** The claim of OpenAI's ID tokens that says which workspace and plan it is. */
const workspace = 'https://api.openai.com/auth';

/** ChatGPT accounts: the plan stands in the ID token, and lists show what it says (recorded auth-files.json). */
export const codexAuthFile = tokenFile({
  types: ['codex'],
  /** `~/.codex/auth.json`. */
  adopt(file, now) {
    if (file.type !== undefined || !('tokens' in file || 'OPENAI_API_KEY' in file)) return undefined;
    const tokens = fieldsOf(file.tokens);
    if (tokens === undefined) {
      return 'contains an API key, not a login: add the key with cli-proxy providers add';
    }
    const claims = claimsOf(textIn(tokens, 'id_token'));
    const fields = knownFields({
      type: 'codex',
      ...codexOAuth.file.account({ claims, answer: tokens, profile: {} }),
      account_id: textIn(tokens, 'account_id') ?? textIn(fieldsOf(claims[workspace]), 'chatgpt_account_id'),
      id_token: textIn(tokens, 'id_token'),
      access_token: textIn(tokens, 'access_token'),
      refresh_token: textIn(tokens, 'refresh_token'),
      last_refresh: textIn(file, 'last_refresh'),
      expired: rfc3339(instantIn(claimsOf(textIn(tokens, 'access_token')).exp)),
    });
    return { from: 'a login of Codex CLI', name: codexOAuth.file.name(fields, now), fields };
  },
  more(file) {
    const claims = claimsOf(textIn(file, 'id_token'));
    const about = fieldsOf(claims[workspace]);
    const plan = textIn(about, 'chatgpt_plan_type') ?? textIn(file, 'plan_type');
    const told = {
      chatgpt_account_id: about?.chatgpt_account_id,
      chatgpt_subscription_active_start: about?.chatgpt_subscription_active_start,
      chatgpt_subscription_active_until: about?.chatgpt_subscription_active_until,
      plan_type: about?.chatgpt_plan_type,
    };
    const known = Object.entries(told).filter(([, value]) => value !== undefined);
    return {
      account: textIn(file, 'email') ?? textIn(claims, 'email'),
      plan,
      ...(known.length > 0 && { listed: { id_token: Object.fromEntries(known) } }),
    };
  },
});
