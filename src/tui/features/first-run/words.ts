import { catalogue } from '../../../base/text/language.ts';

const en = {
  title: 'Your server is ready',
  thisMachine: 'this machine only',
  clientKey: 'Client key',
  forApps: 'for your apps',
  managementSecret: 'Management secret',
  forTools: 'for this console and tools',
  once: 'shown only once',
  next: 'Next',
  config: 'Config',
  copiedKey: 'The client key',
  copiedSecret: 'The management secret',
  question: 'Continue without the management secret?',
  notCopied: 'You have not copied the management secret. It is not shown again.',
  maybeCopied:
    'Your terminal may have ignored the copy: paste the secret somewhere to check. It is not shown again.',
  goBack: 'Go back',
  continue: 'Continue',
  acts: {
    copyKey: { title: 'copy', tip: 'Copy the client key.' },
    copySecret: { title: 'copy', tip: 'Copy the management secret.' },
    addProvider: { title: 'Add a provider key', tip: 'Continue, and add a provider key.' },
    login: { title: 'Log in to a provider', tip: 'Continue, and log in to a provider.' },
    snippet: { title: 'Show a client snippet', tip: 'Continue, and show how a client uses the key.' },
    done: {
      title: 'Go to the overview',
      tip: 'Continue. The management secret is not shown again.',
      asks: 'when the management secret was not copied',
    },
  },
  hints: {
    addProvider: 'Gemini, Claude, Codex, OpenAI-compatible, …',
    login: 'Claude, Codex, Gemini, …',
    snippet: 'curl, Python, JavaScript, Go, .env',
    done: '',
  },
} as const;

/** Texts of the first run. */
export const words = catalogue(en, () => import('./words.zh-CN.ts'));
