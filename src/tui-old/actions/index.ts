import type { ActionId } from '../keymap.ts';
import { ampActions } from './amp-actions.ts';
import { ampQuestions } from './amp-unmap.ts';
import { clineActions } from './cline-actions.ts';
import type { Perform } from './desk.ts';
import { dialogActions } from './dialog-actions.ts';
import { formActions } from './form-actions.ts';
import { healthActions } from './health-actions.ts';
import { keyChecks } from './key-check.ts';
import { listActions } from './list-actions.ts';
import { loginActions } from './login-actions.ts';
import { providerActions } from './provider-actions.ts';
import { providerChecks } from './provider-check.ts';
import { providerForms } from './provider-forms.ts';
import { providerModels } from './provider-models.ts';
import { providerQuestions } from './provider-questions.ts';
import { questionActions } from './question-actions.ts';
import { screenActions } from './screen-actions.ts';
import { sessionActions } from './session-actions.ts';
import { snippetActions } from './snippet-actions.ts';
import { usageActions } from './usage-actions.ts';
import { usageExport } from './usage-export.ts';
import { usageWhy } from './usage-why.ts';
import { wayInActions } from './way-in-actions.ts';

/** What each row of the keymap does; a row without one does not compile. */
export const actions: Readonly<Record<ActionId, Perform>> = {
  ...screenActions,
  ...listActions,
  ...formActions,
  ...questionActions,
  ...keyChecks,
  ...dialogActions,
  ...usageActions,
  ...usageExport,
  ...usageWhy,
  ...healthActions,
  ...providerActions,
  ...providerForms,
  ...providerQuestions,
  ...providerChecks,
  ...providerModels,
  ...clineActions,
  ...ampActions,
  ...ampQuestions,
  ...sessionActions,
  ...loginActions,
  ...snippetActions,
  ...wayInActions,
};
