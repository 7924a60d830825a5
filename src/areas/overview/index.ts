export { findHangingOn } from './unit-work-queries.ts';
