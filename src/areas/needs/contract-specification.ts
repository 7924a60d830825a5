import { z } from 'zod';
import { listOf, shortText } from '../../platform/http/schemas.ts';

const attributeKey = z
  .string()
  .regex(/^[a-z0-9_]{1,60}$/)
  .meta({ description: 'Key of an attribute of the catalogue.', example: 'operating_temp_max_c' });

export const attributeValue = z
  .union([z.boolean(), z.number(), shortText, listOf(shortText).min(1).max(20)])
  .meta({ description: "A value of the attribute's own type, in its own unit; a list where several are accepted.", example: 50 });

export const Specification = z
  .strictObject({
    attribute: attributeKey,
    value: attributeValue,
    mandatory: z.boolean().meta({ description: 'A must decides eligibility; a wish counts in the score.' }),
  })
  .meta({ id: 'Specification', description: 'A minimum specification of a need line.' });

export const OfferedSpecification = z
  .strictObject({ attribute: attributeKey, value: attributeValue })
  .meta({ id: 'OfferedSpecification', description: 'What an offer line states of its goods.' });
