export const zhCN = {
  high: '偏高',
  critical: '紧急',
  full: '已满',
  left: (share: string) => `剩余 ${share}`,
  used: (share: string) => `已用 ${share}`,
  day: (date: Date) => `${date.getMonth() + 1}-${date.getDate()}`,
  qrTooLarge: (columns: number, rows: number) => `二维码需要 ${columns}×${rows}。请放大窗口，或复制文本。`,
  qrNeedsUnicode: '此终端无法显示二维码。请复制文本。',
};
