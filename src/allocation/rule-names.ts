import type { Language, Names } from '../kernel/language.ts';

/** A rule's name in the reader's language; the rule itself where it is not one of ours. */
export function sayRule(rule: string, language: Language): string {
  return RULE_NAMES.get(rule)?.[language] ?? rule;
}

/** The rules of eligibility (areas/matching), and the two that an instance itself can bring. */
const RULE_NAMES: ReadonlyMap<string, Names> = new Map(
  Object.entries({
    item: { en: 'item', ar: 'الصنف', it: 'articolo', fr: 'article' },
    specification: { en: 'specification', ar: 'المواصفات', it: 'specifica', fr: 'spécification' },
    region: { en: 'region', ar: 'المنطقة', it: 'regione', fr: 'région' },
    area: { en: 'area', ar: 'المجال', it: 'ambito', fr: 'domaine' },
    'site-kind': { en: 'kind of site', ar: 'نوع الموقع', it: 'tipo di sito', fr: 'type de site' },
    'unit-type': { en: 'type of unit', ar: 'نوع الوحدة', it: 'tipo di unità', fr: 'type d’unité' },
    recipient: { en: 'recipient', ar: 'المستفيد', it: 'destinatario', fr: 'destinataire' },
    'civilian-recipient': { en: 'civilian recipient', ar: 'مستفيد مدني', it: 'destinatario civile', fr: 'destinataire civil' },
    'time-window': { en: 'time window', ar: 'الفترة الزمنية', it: 'finestra temporale', fr: 'période' },
    lot: { en: 'lot', ar: 'الدفعة', it: 'lotto', fr: 'lot' },
    'open-quantity': { en: 'open quantity', ar: 'الكمية المفتوحة', it: 'quantità aperta', fr: 'quantité ouverte' },
    'training-first': { en: 'training first', ar: 'التدريب أولاً', it: 'prima la formazione', fr: 'formation d’abord' },
    course: { en: 'course', ar: 'الدورة', it: 'corso', fr: 'cours' },
    prerequisites: { en: 'prerequisites', ar: 'الدورات السابقة المطلوبة', it: 'prerequisiti', fr: 'préalables' },
    'compliance-class': { en: 'compliance class', ar: 'فئة الامتثال', it: 'classe di conformità', fr: 'classe de conformité' },
    state: { en: 'state', ar: 'الحالة', it: 'stato', fr: 'état' },
    obstacle: { en: 'obstacle', ar: 'عائق', it: 'ostacolo', fr: 'obstacle' },
    'unit-ceiling': { en: 'ceiling per unit', ar: 'السقف لكل وحدة', it: 'tetto per unità', fr: 'plafond par unité' },
  } satisfies Record<string, Names>),
);
