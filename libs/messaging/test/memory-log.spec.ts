import { createMemoryLog } from '../src/index.ts';
import { describeEventLog } from './event-log.contract.ts';

const log = createMemoryLog();

describeEventLog('The in-memory log', () => log.connect());
