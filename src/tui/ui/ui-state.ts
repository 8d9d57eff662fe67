import type { Result } from '../../store/state.ts';
import { emptyField, type TextField } from '../input/text-field.ts';
import type { Dialog } from './dialog.ts';
import { emptyList, type ListState } from './list-state.ts';
import { initialUsage, type UsageUi } from './usage-state.ts';

export type ScreenId = 'overview' | 'client-keys' | 'usage';

export const sortOrders = ['file', 'label', 'purpose', 'last used', 'today', 'state'] as const;
export type SortOrder = (typeof sortOrders)[number];

/** What the person at the keyboard has done to the console; server truth is elsewhere (store). */
export interface UiState {
  readonly screen: ScreenId;
  readonly overview: ListState;
  readonly keys: ListState;
  readonly usage: UsageUi;
  readonly filter: TextField;
  /** The filter line has the keyboard. */
  readonly filtering: boolean;
  readonly sort: SortOrder;
  readonly descending: boolean;
  /** The selected key with all that is known of it. */
  readonly detail: boolean;
  /** A key shown in full until an instant, ms since the epoch. */
  readonly revealed: { readonly id: string; readonly until: number } | undefined;
  readonly dialog: Dialog | undefined;
  /** What the console itself has to say; shown instead of the last result until that changes. */
  readonly notice: Result | undefined;
  /** A result that was seen and is no longer shown. */
  readonly dismissed: Result | undefined;
  readonly password: TextField;
  readonly passwordShown: boolean;
  readonly columns: number;
  readonly rows: number;
}

export function initialUiState(columns: number, rows: number): UiState {
  return {
    screen: 'client-keys',
    overview: emptyList,
    keys: emptyList,
    usage: initialUsage,
    filter: emptyField,
    filtering: false,
    sort: 'file',
    descending: false,
    detail: false,
    revealed: undefined,
    dialog: undefined,
    notice: undefined,
    dismissed: undefined,
    password: emptyField,
    passwordShown: false,
    columns,
    rows,
  };
}
