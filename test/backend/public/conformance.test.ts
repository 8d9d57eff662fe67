import { describeBackendConformance, type Limits } from '../conformance.ts';
import { describeSessionConformance, type SessionLimits } from '../session-conformance.ts';
import { makePublicSubject } from './make-public-subject.ts';

const limits: Limits = {
  fileRevision:
    'the server names no revision and hides parts of its file, so what it shows is what is compared',
  bytes: 'the server lays its file out anew with each setter',
  rename: 'the server loses its watch when its file is replaced by rename',
  brokenFile: 'the server goes on with what it has and says nothing until a setter fails',
  wholeConfig: 'GET config leaves host, port, auth-dir and remote-management out',
};

describeBackendConformance('a public server, v7', (text) => makePublicSubject('v7', text), limits);
describeBackendConformance('a public server, v6', (text) => makePublicSubject('v6', text), limits);

const sessionLimits: SessionLimits = {
  bytes: 'the server writes the file anew on one line',
  broken: 'the server leaves out what it cannot read',
  watch: 'the server says nothing of files that others put there',
};
describeSessionConformance('a public server, v7', (text) => makePublicSubject('v7', text), {
  ...sessionLimits,
  gemini: 'the server needs a plug-in for them',
});
describeSessionConformance('a public server, v6', (text) => makePublicSubject('v6', text), {
  ...sessionLimits,
  gemini: 'the server calls them gemini-cli',
});
