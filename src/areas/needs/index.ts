export { coverageOf, openQuantity } from './domain/coverage.ts';
export { NEED_STATES, PRIORITIES, type NeedState, type Priority, tierOf } from './domain/need.ts';
export { draftNeed } from './verbs/draft-need.ts';
export { closeNeed, confirmNeed, holdNeed, rejectNeed, resumeNeed, returnNeed, withdrawNeed } from './verbs/move-need.ts';
export { publishNeed } from './verbs/publish-need.ts';
export { reviseNeed } from './verbs/revise-need.ts';
export { submitNeed } from './verbs/submit-need.ts';
export { markStaleNeeds, markUnansweredNeeds } from './verbs/time-needs.ts';
export { validateNeed } from './verbs/validate-need.ts';
