export { Need, NeedLine, NeedRevision } from './record.ts';
export { OfferedSpecification } from './contract-specification.ts';
export { draftNeed } from './verbs/draft-need.ts';
export { confirmNeed, holdNeed, returnNeed } from './verbs/move-need.ts';
export { publishNeed } from './verbs/publish-need.ts';
export { submitNeed } from './verbs/submit-need.ts';
export { markStaleNeeds, markUnansweredNeeds } from './verbs/time-needs.ts';
export { validateNeed } from './verbs/validate-need.ts';
export { reviseNeed } from './verbs/revise-need.ts';
