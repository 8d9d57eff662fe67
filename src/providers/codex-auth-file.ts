import { claimsOf, textIn, tokenFile } from './auth-file.ts';
import { fieldsOf } from './token-counts.ts';

/** The claim of OpenAI's ID tokens that says which workspace and plan it is. */
const workspace = 'https://api.openai.com/auth';

/** ChatGPT accounts: the plan stands in the ID token, and lists show what it says (recorded auth-files.json). */
export const codexAuthFile = tokenFile({
  types: ['codex'],
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
