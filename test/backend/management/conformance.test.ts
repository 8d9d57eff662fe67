import { describeBackendConformance } from '../conformance.ts';
import { makeServerSubject } from '../make-subject.ts';

describeBackendConformance('management client → embedded server → disk', makeServerSubject);
