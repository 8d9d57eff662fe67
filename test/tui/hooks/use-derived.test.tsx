import { Text } from 'ink';
import { render } from 'ink-testing-library';
import { expect, test } from 'vitest';
import type { KeyActivity } from '../../../src/contract/client-key.ts';
import { useDerived } from '../../../src/tui/context.tsx';
import { fakeKey, signedIn, testNow } from '../../helpers/fake-session.ts';
import { drawn, staged } from '../draw.tsx';
import { appAt } from '../frame/app-at.tsx';

const key = fakeKey('team-a');
const used = (today: number): KeyActivity => ({ countedSince: 0, lastHour: today, today, hours: [today] });

/** What two components say of the first key, one of them also while only requests end; and how often each was drawn. */
async function saidAfter(happens: (app: ReturnType<typeof appAt>) => void) {
  const app = appAt(signedIn([key]));
  const draws = { calm: 0, live: 0 };
  const Said = ({ live }: { readonly live: boolean }) => {
    const said = useDerived(
      ({ console: { server, place } }) => ({ today: server?.clientKeys[0]?.activity?.today ?? 0, place }),
      { live },
    );
    draws[live ? 'live' : 'calm'] += 1;
    return <Text>{`${live ? 'live' : 'calm'} ${said.today} ${said.place}`}</Text>;
  };
  const both = (
    <>
      <Said live={false} />
      <Said live />
    </>
  );
  const { lastFrame, unmount } = render(staged(both, { console: app.console, now: testNow }));
  const before = { ...draws };
  happens(app);
  await drawn();
  unmount();
  app.close();
  return {
    draws: { calm: draws.calm - before.calm, live: draws.live - before.live },
    frame: lastFrame() ?? '',
  };
}

const request = ({ session }: ReturnType<typeof appAt>, today = 7) =>
  session.dispatch({ type: 'activity', keys: { [key.fingerprint]: used(today) }, at: testNow });

// One key: no order of a list changes.
test('a request draws only what says something of requests', async () => {
  const { draws, frame } = await saidAfter(request);
  expect(draws).toEqual({ calm: 0, live: 1 });
  expect(frame).toContain('live 7');
});

test('what is drawn for another reason says also what requests changed', async () => {
  const { frame } = await saidAfter((app) => {
    request(app);
    app.session.dispatch({ type: 'place', place: 'http://127.0.0.1:9', configPath: undefined });
    app.session.dispatch({
      type: 'loaded',
      server: signedIn([fakeKey('ci', { activity: used(9) })]).server as never,
      at: 1,
    });
  });
  expect(frame).toContain('calm 9 http://127.0.0.1:9');
});

test('another label of a key is no request', async () => {
  const { draws } = await saidAfter(({ session }) => {
    const renamed = { ...key, record: { fingerprint: key.fingerprint, label: 'renamed' }, activity: used(1) };
    session.dispatch({
      type: 'loaded',
      server: { ...signedIn([renamed]).server, config: {} } as never,
      at: 1,
    });
  });
  expect(draws).toEqual({ calm: 1, live: 1 });
});

test('a changed state that reads the same draws nothing', async () => {
  const { draws } = await saidAfter(({ console }) =>
    console.ui.dispatch({ type: 'set', ui: { filtering: true } }),
  );
  expect(draws).toEqual({ calm: 0, live: 0 });
});
