import { emptyField } from '../../components/text-field.ts';
import { emptyList, type ListAction, reduceList } from '../../ui/list-state.ts';
import {
  type Frozen,
  groupings,
  spans,
  type UsageAnswer,
  type UsageStep,
  type UsageUi,
} from './usage-state.ts';

export type UsageAction =
  | { readonly type: 'span'; readonly by: number }
  | { readonly type: 'grouping'; readonly by: number }
  /** Into a group: only its requests. */
  | { readonly type: 'entered'; readonly step: UsageStep }
  /** One key from elsewhere: nothing else is left of what was chosen here. */
  | { readonly type: 'about'; readonly step: UsageStep }
  | { readonly type: 'left' }
  | { readonly type: 'focus'; readonly focus: UsageUi['focus'] }
  /** The list stands as it is now; undefined: it goes on. */
  | { readonly type: 'paused'; readonly at: Frozen | undefined }
  | { readonly type: 'detail'; readonly at: Frozen | undefined }
  | { readonly type: 'groups' | 'requests'; readonly action: ListAction }
  | { readonly type: 'answered'; readonly answer: UsageAnswer }
  | { readonly type: 'again' }
  /** Another server. */
  | { readonly type: 'forgotten' };

/** Pure and total. */
export function reduceUsage(usage: UsageUi, action: UsageAction): UsageUi {
  switch (action.type) {
    case 'span':
      return { ...usage, span: Math.abs((usage.span + action.by + spans.length) % spans.length) };
    case 'grouping':
      return grouped(usage, groupings.indexOf(usage.by) + action.by);
    case 'entered': {
      const only = [...usage.only.filter(({ by }) => by !== action.step.by), action.step];
      return { ...unfiltered(grouped({ ...usage, only }, free(only))), focus: 'requests' };
    }
    case 'about': {
      const only = [action.step];
      return { ...unfiltered(grouped({ ...usage, only }, free(only))), focus: 'requests', paused: undefined };
    }
    case 'left': {
      const last = usage.only.at(-1);
      if (!last) return usage;
      const back = grouped({ ...usage, only: usage.only.slice(0, -1) }, groupings.indexOf(last.by));
      return {
        ...back,
        focus: 'groups',
        groups: reduceList(back.groups, { type: 'wanted', id: last.value }),
      };
    }
    case 'focus':
      return usage.focus === action.focus ? usage : { ...usage, focus: action.focus };
    case 'paused':
      return { ...usage, paused: action.at };
    case 'detail':
      return { ...usage, detail: action.at };
    case 'groups':
    case 'requests': {
      const list = reduceList(usage[action.type], action.action);
      return list === usage[action.type] ? usage : { ...usage, [action.type]: list };
    }
    case 'answered':
      return { ...usage, answer: action.answer };
    case 'again':
      return { ...usage, again: usage.again + 1 };
    case 'forgotten':
      return {
        ...unfiltered({ ...usage, only: [], focus: 'groups', paused: undefined }),
        groups: { ...emptyList, height: usage.groups.height },
        answer: undefined,
      };
  }
}

/** Where the cursor stood means nothing among other groups. */
function grouped(usage: UsageUi, place: number): UsageUi {
  const by = groupings[(place + groupings.length) % groupings.length] ?? 'key';
  return by === usage.by ? usage : { ...usage, by, groups: { ...emptyList, height: usage.groups.height } };
}

/** The first grouping that says more than the steps that led here. */
function free(only: readonly UsageStep[]): number {
  const order = ['model', 'key', 'provider', 'application', 'status', 'account'] as const;
  const by = order.find((it) => only.every((step) => step.by !== it)) ?? 'model';
  return groupings.indexOf(by);
}

function unfiltered(usage: UsageUi): UsageUi {
  const requests = { ...emptyList, height: usage.requests.height };
  return { ...usage, requests, filter: emptyField, detail: undefined };
}
