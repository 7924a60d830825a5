export { Allocation } from './record.ts';
export { startAllocationRunner } from './runner.ts';
