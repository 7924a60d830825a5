import { z } from 'zod';
import { FIELD_FAULT_CODES, REFUSAL_CODES } from '../../kernel/refusal.ts';
import { idOf, names, slug, toldQuantity } from './schemas.ts';

/** Small shapes that several areas' answers contain; each is one named schema of the API document. */

export const Party = z
  .object({ id: idOf('organisation'), slug, names })
  .meta({ id: 'Party', description: 'An organisation, by id and name.' });

export const UnitName = z.object({ id: idOf('unit'), names }).meta({ id: 'UnitName', description: 'A unit, by id and name.' });

export const QuantityBand = z
  .object({ from: toldQuantity, to: toldQuantity.nullable().meta({ description: 'null: open upwards.' }) })
  .meta({ id: 'QuantityBand', description: 'A range in place of the exact quantity.', example: { from: 5, to: 9 } });

const fact = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** What the reader could do but for something; one schema for each kind of record, since each has actions of its own. */
export const notAllowedNow = <Action extends z.ZodType>(action: Action, id: string) =>
  z
    .array(
      z
        .object({
          action,
          code: z.enum(REFUSAL_CODES).meta({ description: 'The refusal that it would be answered with; the catalogue has its text.' }),
          facts: z.record(z.string(), fact),
          fields: z
            .array(z.object({ pointer: z.string(), code: z.enum(FIELD_FAULT_CODES) }))
            .meta({ description: 'Where a field of the record stands in the way: which, and what is wrong with it.' }),
        })
        .meta({ id, description: 'What the reader may not do yet, and why not.' }),
    )
    .meta({
      description:
        'What the reader’s role could do in this state but for something, with the refusal. What takes more to find out is asked when one record is read.',
    });
