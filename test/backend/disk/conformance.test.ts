import { describeBackendConformance } from '../conformance.ts';
import { makeDiskSubject } from '../make-subject.ts';

describeBackendConformance('disk', makeDiskSubject);
