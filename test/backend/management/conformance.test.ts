import { describeBackendConformance } from '../conformance.ts';
import { makeServerSubject } from '../make-subject.ts';
import { describeSessionConformance } from '../session-conformance.ts';

describeBackendConformance('management client → embedded server → disk', makeServerSubject);

describeSessionConformance('management client → embedded server → disk', makeServerSubject);
