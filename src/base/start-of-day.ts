/** Local midnight before an instant; both in ms since the epoch. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
