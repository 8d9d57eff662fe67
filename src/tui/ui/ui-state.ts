import type { ReactElement } from 'react';
import type { Secret } from '../../base/secrets/secret.ts';
import type { AuthFileModel } from '../../contract/auth-file.ts';
import type { UsageFigures } from '../../contract/usage-figures.ts';
import type { EnvironmentKeys } from '../../providers/environment-keys.ts';
import type { Result } from '../../store/state.ts';
import { emptyField, type TextField } from '../components/text-field.ts';
import { type HealthUi, initialHealth } from '../features/health/health-state.ts';
import { initialOverview, type OverviewUi } from '../features/overview/overview-state.ts';
import { initialUsage, type UsageUi } from '../features/usage/usage-state.ts';
import type { ThemeName } from '../theme.ts';
import { emptyList, type ListState } from './list-state.ts';

export type ScreenId = ListScreenId | 'usage';
/** Screens that are one list; the usage screen has two, and a state of its own. */
export const listScreens = ['overview', 'client-keys', 'providers', 'sessions', 'health', 'amp'] as const;
export type ListScreenId = (typeof listScreens)[number];

/** How a list is sorted; no column: in its default order. */
export interface Sort {
  readonly column: string | undefined;
  readonly reversed: boolean;
}

/** The open box over the screen. Its fields are the state of its own component. */
export interface OpenDialog {
  /** A new one for each box that is opened, so that none inherits the fields of another. */
  readonly key: number;
  readonly element: ReactElement;
  /** Stays, hidden, while the server is away, with what was typed into it. */
  readonly waits: boolean;
  /** Stays in sight then. */
  readonly stays: boolean;
  /** Takes the whole body. */
  readonly whole: boolean;
}

/** A key shown in full until an instant, ms since the epoch. */
export interface Revealed {
  readonly id: string;
  /** Whose it is. */
  readonly name: string;
  readonly secret: Secret;
  readonly until: number;
}

/** A result or notice with its time, ms since the epoch. */
export interface Message extends Result {
  readonly at: number;
}

/** Traffic of the last hour. */
export interface Pulse {
  readonly requests: number;
  readonly failed: number;
  /** Requests a minute, oldest first, the running minute last. */
  readonly perMinute: readonly number[];
}

/** What a client key was used for in the last 24 hours, as it was told last. */
export interface KeyCalls {
  readonly fingerprint: string;
  readonly figures: UsageFigures | undefined;
  /** Why there are none. */
  readonly problem: string | undefined;
}

/** What the person at the keyboard has done to the console; server truth is elsewhere (store). */
export interface UiState {
  readonly screen: ScreenId;
  readonly lists: Readonly<Record<ListScreenId, ListState>>;
  readonly usage: UsageUi;
  readonly health: HealthUi;
  readonly overview: OverviewUi;
  readonly filters: Readonly<Record<ListScreenId, TextField>>;
  /** The filter line has the keyboard. */
  readonly filtering: boolean;
  readonly sorts: Readonly<Record<ListScreenId, Sort>>;
  /** Screens to go back to with Esc, the last one first in line. */
  readonly trail: readonly ScreenId[];
  /** The selected item with all that is known of it. */
  readonly detail: boolean;
  /** Lines of it that are scrolled away. */
  readonly detailTop: number;
  readonly revealed?: Revealed | undefined;
  /** Of the client key whose details are open, or were. */
  readonly keyCalls?: KeyCalls | undefined;
  /** What was asked of the session whose details are open. */
  readonly inspected?: { name: string; models: readonly AuthFileModel[] | undefined } | undefined;
  /** Keys that stand in the environment of this console; undefined: not asked for yet. */
  readonly environment?: EnvironmentKeys | undefined;
  readonly dialog?: OpenDialog | undefined;
  /** A form that waits for the server, below a box that was opened meanwhile. */
  readonly waiting?: OpenDialog | undefined;
  /** What the console itself has to say; shown instead of the last result until that changes. */
  readonly notice?: Result | undefined;
  /** A result that was seen and is no longer shown. */
  readonly dismissed?: Result | undefined;
  /** What was said last, oldest first. */
  readonly messages: readonly Message[];
  /** Traffic of the last hour, for the header; undefined: not known. */
  readonly pulse?: Pulse | undefined;
  /** Ids of the banners that were closed. */
  readonly closedBanners: readonly string[];
  /** Ids of the palette's entries that were used, the last one first. */
  readonly usedCommands: readonly string[];
  /** Chosen here; undefined: as the console was started. */
  readonly theme?: ThemeName | undefined;
  readonly mouse?: boolean | undefined;
  readonly columns: number;
  readonly rows: number;
}

export function initialUiState(columns: number, rows: number): UiState {
  return {
    screen: 'client-keys',
    lists: onEach(emptyList),
    usage: initialUsage,
    health: initialHealth,
    overview: initialOverview,
    filters: onEach(emptyField),
    filtering: false,
    sorts: onEach({ column: undefined, reversed: false }),
    trail: [],
    detail: false,
    detailTop: 0,
    messages: [],
    closedBanners: [],
    usedCommands: [],
    columns,
    rows,
  };
}

/** The same on each screen with a list. */
export const onEach = <T>(value: T): Readonly<Record<ListScreenId, T>> =>
  Object.fromEntries(listScreens.map((screen) => [screen, value])) as Record<ListScreenId, T>;
