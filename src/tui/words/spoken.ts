import { catalogue } from '../../base/text/language.ts';

/** Texts of signs for a screen reader. Signs that only draw (lines, bars, bullets) are silent. */
export const spokenWords = catalogue(
  {
    selected: 'selected:',
    marked: 'marked:',
    pair: 'its new key:',
    noLabel: 'no label',
    hidden: 'hidden',
    error: 'error:',
    chosen: (text: string) => `chosen: ${text}`,
    unknown: 'unknown',
  },
  async () => ({
    zhCN: {
      selected: '已选中：',
      marked: '已标记：',
      pair: '新密钥：',
      noLabel: '无标签',
      hidden: '已隐藏',
      error: '错误：',
      chosen: (text: string) => `当前：${text}`,
      unknown: '未知',
    },
  }),
);
