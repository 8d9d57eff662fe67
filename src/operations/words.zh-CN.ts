export const zhCN = {
  notAudited: (done: string, reason: string) => `${done}无法写入审计日志：${reason}`,
  differing: {
    undone: (cause: string) => `${cause}已撤销该更改。`,
    notUndone: (cause: string, reason: string) => `${cause}该更改无法撤销：${reason}`,
  },
  undo: {
    title: '撤销上一次更改',
    notRestored: (title: string, what: string) => `无法撤销“${title}”：${what} 无法恢复。`,
    changedSince: (title: string) => `无法撤销“${title}”：之后又有更改。未做任何更改。`,
    noText: (title: string) => `无法撤销“${title}”：config.yaml 原来的文本已不再保存。`,
    done: (title: string) => `已撤销“${title}”。`,
  },
};
