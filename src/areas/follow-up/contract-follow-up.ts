import { z } from 'zod';
import { LANGUAGES } from '../../kernel/language.ts';

export const Brief = z.string().meta({ description: 'A page of HTML made for paper, in one language, that loads nothing else.' });

export const briefQuery = z.strictObject({
  language: z
    .enum(LANGUAGES)
    .optional()
    .meta({ description: 'The language of the brief; that of Accept-Language where absent.', example: 'ar' }),
});
