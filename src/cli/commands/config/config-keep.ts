import { keepServerConfig } from '../../../operations/config/choose-config.ts';
import { configChoice } from './config-load.ts';

export const configKeep = configChoice(keepServerConfig, {
  about:
    'Restores the config of a running public server to a config.yaml that the server has not loaded. Keeps a backup of the edited text.',
  example: ['cli-proxy config keep', 'discard an edit that the server did not notice'],
});
