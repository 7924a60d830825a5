export {
  type NeedLineSubject,
  type OfferLineSubject,
  readContext,
  readLeadTime,
  readNeedLines,
  readOfferLines,
  readParents,
} from './facts-queries.ts';
export { judgeLines, type LineJudgement, type Taken } from './queries.ts';
export { partFaultOf } from './domain/lots.ts';
export { asLotTerms, readLotTerms, type ToldTerms, refuseOffLot, requireLots } from './lot-queries.ts';
