import { boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Names } from '../../kernel/language.ts';
import type { EnumerationValue } from './domain/stored-json.ts';

/** The words of the reference data: no organisation’s secret either, and keyed by their slugs. */

/** In the languages of the reference data. */
export const names = () => jsonb('names').notNull().$type<Names>();

export const enumerations = pgTable('enumerations', {
  slug: text('slug').primaryKey(),
  ordinal: boolean('ordinal').notNull(),
  values: jsonb('values').notNull().$type<readonly EnumerationValue[]>(),
});

export const exclusions = pgTable('exclusions', {
  slug: text('slug').primaryKey(),
  names: names(),
  militaryListCategories: text('military_list_categories').array().notNull(),
  hsHeadings: text('hs_headings').array().notNull(),
  lethality: text('lethality').notNull(),
  action: text('action').notNull(),
});

export const vocabularyTerms = pgTable(
  'vocabulary_terms',
  {
    vocabulary: text('vocabulary').notNull(),
    slug: text('slug').notNull(),
    position: integer('position').notNull(),
    terminal: boolean('terminal').notNull(),
    names: names(),
  },
  (table) => [primaryKey({ name: 'one_term_per_vocabulary', columns: [table.vocabulary, table.slug] })],
);
export const glossaryTerms = pgTable('glossary_terms', {
  key: text('key').primaryKey(),
  domain: text('domain').notNull(),
  names: names(),
  note: text('note'),
});
