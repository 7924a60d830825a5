import type { Names } from '../language.ts';

/** What can be wrong with a field of a delivery: its milestones, places, numbers and weights. */
export const DELIVERY_FIELD_TEXTS = {
  'serial-unknown': {
    en: 'The packing list has no such piece on its way.',
    ar: 'لا توجد في قائمة التعبئة قطعة بهذا الرقم في الطريق.',
    it: 'Nella distinta di imballaggio non c’è un pezzo in viaggio con questo numero.',
    fr: 'La liste de colisage ne compte aucune pièce en route portant ce numéro.',
  },
  'more-serials-than-pieces': {
    en: 'More numbers are named than there are pieces.',
    ar: 'عدد الأرقام المذكورة أكبر من عدد القطع.',
    it: 'Sono indicati più numeri che pezzi.',
    fr: 'Il y a plus de numéros que de pièces.',
  },
  'serials-unaccounted': {
    en: 'Some numbered pieces are in none of the quantities: name those that failed.',
    ar: 'بعض القطع المرقّمة غير محسوبة في أي كمية؛ يُرجى ذكر ما لم يُقبل منها.',
    it: 'Alcuni pezzi numerati non rientrano in nessuna quantità: indicare quelli non accettati.',
    fr: 'Des pièces numérotées n’entrent dans aucune quantité : indiquez celles qui manquent ou sont rejetées.',
  },
  'gross-below-net': {
    en: 'The gross weight can’t be less than the net weight.',
    ar: 'لا يمكن أن يقل الوزن الإجمالي عن الوزن الصافي.',
    it: 'Il peso lordo non può essere inferiore al netto.',
    fr: 'Le poids brut ne peut pas être inférieur au poids net.',
  },
  'milestone-not-optional': {
    en: 'This milestone can’t be left out.',
    ar: 'لا يمكن إغفال هذه المرحلة الرئيسية.',
    it: 'Questa tappa non può essere omessa.',
    fr: 'Ce jalon ne peut pas être omis.',
  },
  'predecessor-not-reached': {
    en: 'What comes before it isn’t reached yet: {limit}.',
    ar: 'لم يتم بعد بلوغ ما يسبقها: {limit}.',
    it: 'Non è ancora raggiunto ciò che la precede: {limit}.',
    fr: 'Ce qui le précède n’est pas encore atteint : {limit}.',
  },
  'before-its-predecessor': {
    en: 'It comes before the day given for what must come first: {limit}.',
    ar: 'يأتي قبل اليوم المحدد لما يجب أن يسبقه: {limit}.',
    it: 'Viene prima del giorno indicato per ciò che deve precederlo: {limit}.',
    fr: 'C’est avant le jour indiqué pour ce qui doit précéder : {limit}.',
  },
  'out-of-milestone-order': {
    en: 'This day doesn’t fit between those of the milestones before and after it.',
    ar: 'هذا اليوم لا يقع بين يومَي المرحلتين السابقة واللاحقة.',
    it: 'Questo giorno non sta fra quelli delle tappe prima e dopo.',
    fr: 'Ce jour n’est pas entre ceux des jalons qui précèdent et suivent.',
  },
  'one-place-is-named': {
    en: 'Name the place as a site or in words, not both.',
    ar: 'يُسمّى المكان كموقع أو بالكلمات، لا بالاثنين معاً.',
    it: 'Indicare il luogo come sito o a parole, non in entrambi i modi.',
    fr: 'Nommez le lieu comme site ou en toutes lettres, pas les deux.',
  },
} as const satisfies Readonly<Record<string, Names>>;
