export { judgeLines, type LineJudgement } from './queries.ts';
