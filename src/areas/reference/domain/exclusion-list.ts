import { pointerTo } from '../../../kernel/json-pointer.ts';
import type { ExclusionRow, ItemRow, ReferenceBundle } from './reference-data.ts';
import { ADMISSIBLE_LETHALITY } from './vocabulary.ts';

/** An item type that the exclusion list forbids, with the first reason that holds. */
export interface ExcludedItem {
  readonly item: string;
  /** Where in catalogue.json the reason stands. */
  readonly pointer: string;
  /** The exclusion that it falls under; null where its own lethality class forbids it. */
  readonly exclusion: string | null;
  readonly because: string;
}

/** An HS code falls under a heading when it is the heading or a subdivision of it: 871000 under 8710. */
export const isUnderHeading = (code: string, heading: string): boolean => code.startsWith(heading);

/** ML6.b falls under ML6 and under ML6.b; ML13 does not fall under ML1. */
export const isUnderCategory = (category: string, excluded: string): boolean =>
  category === excluded || category.startsWith(`${excluded}.`);

/**
 * The item types that may not be in the catalogue: by lethality class, by HS code, or by a military-list category that applies
 * without condition. A conditional hint excludes nothing: whether the actual model meets the condition is the compliance
 * desk's question. Neither does a code that is wider than what is excluded, such as 9013 where 901310 is.
 */
export const findExcludedItems = ({ catalogue }: ReferenceBundle): ExcludedItem[] =>
  catalogue.items.flatMap((item, index) => {
    const reason = reasonToExclude(item, catalogue.exclusions);
    if (reason === null) return [];
    const { path, ...why } = reason;
    return [{ item: item.slug, pointer: pointerTo('items', index, ...path), ...why }];
  });

interface Reason {
  readonly path: readonly (string | number)[];
  readonly exclusion: string | null;
  readonly because: string;
}

function reasonToExclude(item: ItemRow, exclusions: readonly ExclusionRow[]): Reason | null {
  if (!(ADMISSIBLE_LETHALITY as readonly string[]).includes(item.lethality)) {
    return { path: ['lethality'], exclusion: null, because: `its lethality class is ${item.lethality}` };
  }
  for (const exclusion of exclusions) {
    const code = item.hs?.code;
    if (code !== undefined && exclusion.hs_headings.some((heading) => isUnderHeading(code, heading))) {
      return { path: ['hs', 'code'], exclusion: exclusion.slug, because: `HS ${code} falls under ${exclusion.slug}` };
    }
    const hint = item.control.military_list.findIndex(
      ({ applies, category }) =>
        applies === 'always' && exclusion.military_list_categories.some((excluded) => isUnderCategory(category, excluded)),
    );
    if (hint >= 0) {
      const category = item.control.military_list[hint]?.category ?? '';
      return {
        path: ['control', 'military_list', hint, 'category'],
        exclusion: exclusion.slug,
        because: `${category} falls under ${exclusion.slug}`,
      };
    }
  }
  return null;
}
