import { describeBackendConformance } from '../conformance.ts';
import { makeDiskSubject } from '../make-subject.ts';
import { describeSessionConformance } from '../session-conformance.ts';

describeBackendConformance('disk', makeDiskSubject);

describeSessionConformance('disk', makeDiskSubject);
