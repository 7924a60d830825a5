/** The four languages of the service; the order is the order in which a missing translation is looked for. */
export const LANGUAGES = ['en', 'ar', 'it', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A name that exists in all four languages (reference data, problem titles). */
export type Names = Readonly<Record<Language, string>>;

/** Free text kept with the language it was written in; at least one is present. */
export type LocalText = Readonly<Partial<Record<Language, string>>>;
