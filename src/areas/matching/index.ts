export {
  type NeedLineSubject,
  type OfferLineSubject,
  readContext,
  readLeadTime,
  readNeedLines,
  readOfferLines,
  readParents,
} from './facts-queries.ts';
export { judgeLines, type LineJudgement } from './queries.ts';
