export const zhCN = {
  share: { high: '偏高', critical: '危急', full: '已满' },
  day: (date: Date) => `${date.getMonth() + 1}-${date.getDate()}`,
  qrTooLong: '内容过长，无法生成二维码。请改为复制。',
  qrTooLarge: (columns: number, rows: number) =>
    `二维码需要 ${columns}×${rows} 的窗口。请放大窗口，或复制文本。`,
  qrNeedsUnicode: '此终端无法显示二维码。请复制文本。',
};
