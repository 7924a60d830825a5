export { Offer, OfferLine } from './record.ts';
export { offerReading } from './rows.ts';
export {
  expireDueOffers,
  makeOfferAvailable,
  resumeOffer,
  returnOffer,
  submitOffer,
  suspendOffer,
  withdrawOffer,
} from './verbs/move-offer.ts';
export { draftOffer, reviseOffer } from './verbs/write-offer.ts';
