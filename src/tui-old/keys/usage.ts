import { bind } from '../binding.ts';
import * as why from '../keymap-reasons.ts';

/** The usage screen. */
// biome-ignore format: one row a binding reads as the table that it is
export const usageKeys = bind({
  'usage-open': { scope: 'usage', keys: ['enter'], title: 'requests', tip: 'Of a line of the table: its requests alone. Of a request: all that is known of it.', footer: true, disabled: why.nothingToOpen },
  'usage-live': { scope: 'usage', keys: ['l'], title: 'live', tip: 'To the live requests, and back to the table.', footer: true, disabled: why.inDetail },
  'usage-pause': { scope: 'usage', keys: ['space'], title: 'pause', tip: 'Hold the live requests still; again to go on.', footer: true, palette: true, disabled: why.inDetail },
  'usage-group': { scope: 'usage', keys: ['g'], title: 'group', tip: 'The table by the next: key, provider, account, model, application, status. Home goes to the first line here.', footer: true, palette: true, disabled: why.inDetail },
  'usage-time': { scope: 'usage', keys: ['t'], title: 'time', tip: 'Figures of the next span: 5 minutes, hour, day, 7 days, 30 days.', footer: true, palette: true, disabled: why.inDetail },
  'usage-time-back': { scope: 'usage', keys: ['T'], title: 'time back', tip: 'Figures of the span before.', disabled: why.inDetail },
  'usage-why': { scope: 'usage', keys: ['w'], title: 'why', tip: 'Say why the request, or those of the line, failed, were tried again, were slow or have no cost.', footer: true, palette: true, disabled: why.nothingToExplain },
  'usage-export': { scope: 'usage', keys: ['e'], title: 'export', tip: 'Save what is shown as CSV or JSON, on the machine of the console, readable by you alone.', footer: true, palette: true, disabled: why.nothingToExport },
  'usage-filter': { scope: 'usage', keys: ['/'], title: 'filter', tip: 'Only requests with these words in key, model, provider, account, application, status or error.', footer: true, disabled: why.inDetail },
});
