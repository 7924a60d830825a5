import { z } from 'zod';
import { idOf, names, slug, toldQuantity } from './schemas.ts';

/** Small shapes that several areas' answers contain; each is one named schema of the API document. */

export const Party = z
  .object({ id: idOf('organisation'), slug, names })
  .meta({ id: 'Party', description: 'An organisation, by id and name.' });

export const UnitName = z.object({ id: idOf('unit'), names }).meta({ id: 'UnitName', description: 'A unit, by id and name.' });

export const QuantityBand = z
  .object({ from: toldQuantity, to: toldQuantity.nullable().meta({ description: 'null: open upwards.' }) })
  .meta({ id: 'QuantityBand', description: 'A range in place of the exact quantity.', example: { from: 5, to: 9 } });
