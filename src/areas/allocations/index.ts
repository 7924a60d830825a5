export { startAllocationRunner } from './runner.ts';
