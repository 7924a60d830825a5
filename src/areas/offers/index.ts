export { Offer, OfferLine, OfferRevision } from './record.ts';
export { offerReading } from './rows.ts';
export {
  discardOffer,
  expireDueOffers,
  makeOfferAvailable,
  recallOffer,
  reinstateOffer,
  resumeOffer,
  returnOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from './verbs/move-offer.ts';
export { approveOfferRevision, proposeOfferRevision } from './verbs/revise-available-offer.ts';
export { draftOffer, reviseOffer } from './verbs/write-offer.ts';
