/** What the console can look like; apart from the schema of preferences, which a start without a file never loads. */
export const themes = ['auto', 'dark', 'light', 'contrast', 'mono'] as const;
export const languages = ['en', 'zh-CN'] as const;
