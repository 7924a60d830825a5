import { REASON_CODES } from '../../kernel/reason.ts';
import { z } from 'zod';
import { idOf, instant, money, names, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { AMENDMENT_STATES, MATCH_EVENTS, MATCH_SIDES, MATCH_STATES, PROPOSERS } from './domain/match.ts';
import { declareRecord, parties, partners, recipientSide, type ViewOf } from '../disclosure/index.ts';
import { rateUsed } from '../rates/index.ts';

export const Amendment = declareRecord('Amendment', 'A new quantity awaiting the other side.', {
  id: parties(idOf('amendment')),
  side: parties(z.enum(MATCH_SIDES).meta({ description: 'Which side put it forward; the other decides.' })),
  quantityBefore: parties(toldQuantity),
  quantity: parties(toldQuantity),
  reason: parties(z.enum(REASON_CODES)),
  state: parties(z.enum(AMENDMENT_STATES)),
  createdAt: parties(instant),
});

export const Match = declareRecord('Match', 'Need line × offer line × quantity. Fields that the reader may not see are absent.', {
  id: partners(idOf('match')),
  reference: partners(z.string().meta({ description: 'Short code for people.', example: 'M-7F3K-2Q' })),
  needId: partners(idOf('need')),
  needLineId: partners(idOf('need-line')),
  offerId: partners(idOf('offer')),
  offerLineId: partners(idOf('offer-line')),
  donor: partners(Party),
  itemType: partners(slugOf('item-type').meta({ description: 'What the need asks for.' })),
  offeredItemType: partners(slugOf('item-type').nullable().meta({ description: 'What the offer gives; null where it gives money.' })),
  unitOfMeasure: partners(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  state: partners(z.enum(MATCH_STATES)),
  quantityBand: partners(QuantityBand.nullable()),
  proposedAt: partners(instant.nullable()),
  proposedByRole: partners(z.enum(PROPOSERS)),
  requesterAcceptedAt: partners(instant.nullable()),
  donorAcceptedAt: partners(instant.nullable()),
  expiresAt: partners(
    instant.nullable().meta({ description: 'When a proposal lapses unless both accept it before, or a reservation unless it is agreed.' }),
  ),
  askedAgainAt: partners(
    instant.nullable().meta({ description: 'Since when the donor is asked again, because what the need asks for has changed.' }),
  ),
  endReason: partners(z.enum(REASON_CODES).nullable()),
  version: partners(versionField),
  allowedActions: partners(z.array(z.enum(MATCH_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: partners(notAllowedNow(z.enum(MATCH_EVENTS), 'MatchNotAllowedNow')),
  quantity: parties(toldQuantity),
  amount: parties(
    money.nullable().meta({ description: 'Money taken from a funding line, in its currency, rounded up to the next minor unit.' }),
  ),
  rate: parties(
    rateUsed.nullable().meta({
      description:
        'By which the catalogue’s price became that amount; null where it is of the same currency. It stays, whatever becomes of the rate.',
    }),
  ),
  organisation: parties(Party),
  unitId: parties(idOf('unit')),
  unit: parties(UnitName.nullable()),
  disclosedAt: parties(instant.nullable()),
  donorAgreedAt: parties(instant.nullable()),
  recipientAgreedAt: parties(instant.nullable()),
  agreedAt: parties(instant.nullable()),
  partnershipId: parties(idOf('partnership').nullable()),
  shipped: parties(toldQuantity),
  accepted: parties(toldQuantity),
  inService: parties(toldQuantity),
  verified: parties(toldQuantity),
  failed: parties(toldQuantity.meta({ description: 'Rejected, lost or returned: the need line asks for it again.' })),
  amendment: parties(Amendment.schema.nullable()),
  handoverPoint: parties(slugOf('site').nullable().meta({ description: 'Where the goods change hands: never the post itself.' })),
  consignee: parties(names.meta({ description: 'The organisation named on the papers.' })),
  contact: parties(
    z.string().nullable().meta({ description: 'The person who speaks for the consignee; null where they have no account any more.' }),
  ),
  duties: parties(
    z
      .array(z.string())
      .meta({ description: 'Conditions of the offer and of the partnership that bind the recipient from the agreement on.' }),
  ),
  createdAt: recipientSide(instant),
});
export type MatchView = ViewOf<typeof Match>;
