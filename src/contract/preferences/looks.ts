/** What the console can look like; apart from the schema of preferences, which a start without a file never loads. */
export const themes = ['auto', 'dark', 'light', 'contrast', 'mono'] as const;
/** The meanings of colored texts. */
export const colorRoles = ['accent', 'success', 'warning', 'danger', 'info', 'muted', 'border'] as const;
export type ColorRole = (typeof colorRoles)[number];
