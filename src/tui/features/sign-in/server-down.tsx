import type { ReactElement } from 'react';
import type { Connection } from '../../../store/state.ts';
import { useMoment, useServer } from '../../context.tsx';
import { age, ago, left } from '../../moment.ts';
import { down, downActs, noConfig, noConfigActs, offer, offerActs } from './acts.ts';
import { effectsOf, fileName } from './start-question.tsx';
import { type Way, Ways } from './ways.tsx';
import { words } from './words.ts';

type Of<Kind> = Extract<Connection, { kind: Kind }>;

/** Nobody answers, or another program does: why, and what can be done. */
export function ServerDown({ connection }: { readonly connection: Of<'down'> }): ReactElement {
  const { start, unclear, foreign, refused, reason, nextAttemptAt } = connection;
  const place = useServer((server) => server.place);
  const loadedAt = useServer((server) => (server.server ? server.loadedAt : undefined));
  const moment = useMoment();
  const says = words().down;
  const retry: Way = { act: down.retry };
  const files: Way = { act: down.files, notes: [says.filesNote] };
  const server: Way = { act: down.start, notes: start ? effectsOf(start) : [] };
  const facts = [
    foreign ? says.foreign(portOf(place)) : undefined,
    refused ? says.refused(hostOf(place)) : reason,
    start?.changedAt === undefined
      ? start && says.otherConfig(fileName(start.configPath))
      : says.changed(fileName(start.configPath), ago(moment, start.changedAt)),
    loadedAt === undefined ? undefined : says.stale(age(moment, loadedAt)),
  ];
  return (
    <Ways
      title={unclear ? says.notConnected : says.notRunning}
      aside={says.retryIn(left(moment, nextAttemptAt))}
      facts={facts}
      // A config of its own is started by itself: when that failed, starting again is what helps.
      ways={start || unclear ? [retry, files, server] : [server, retry, files]}
      acts={downActs}
      prefix="way"
    />
  );
}

/** On a first run: a server that was found. */
export function Offer({ connection }: { readonly connection: Of<'offer'> }): ReactElement {
  return (
    <Ways
      title={words().offer.title}
      facts={[connection.text, ...connection.more]}
      ways={[{ act: offer.signIn }, { act: offer.setUp }]}
      acts={offerActs}
      prefix="offer"
    />
  );
}

/** A config was named that is not there. */
export function NoConfig({ connection }: { readonly connection: Of<'no-config'> }): ReactElement {
  const { path, nearest } = connection;
  const { title, missing, didYouMean } = words().noConfig;
  return (
    <Ways
      title={title}
      facts={[nearest === undefined ? missing(path) : didYouMean(path, fileName(nearest))]}
      ways={Object.values(noConfig).map((act) => ({ act }))}
      acts={noConfigActs}
      prefix="no-config"
    />
  );
}

const hostOf = (place: string): string => (URL.canParse(place) ? new URL(place).host : place);
const portOf = (place: string): string => (URL.canParse(place) ? new URL(place).port : place);
