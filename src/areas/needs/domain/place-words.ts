/**
 * Words that names of places and units are made with, folded as `wordsOf` folds them: what is left of a name without them is what it is known
 * by. Of the four languages of the service.
 */
const MADE_OF = `
  crossing border post port airport international point passage land sector sectors station centre center joint training specialised guard guards
  security patrol patrols patrolling desert coast coastal customs passport passports unit units team company battalion brigade directorate office
  headquarters command base camp town city village pass basin dune dunes north south east west northern southern eastern western of the and for
  anchorage harbour harbor coordination small large
  valico porto aeroporto internazionale posto settore centro congiunto formazione specialistica guardia guardie frontiera frontiere sicurezza
  pattuglia pattuglie desertica costiera costiere doganale passaporti unita squadra comando base campo citta paese passo bacino nord sud est ovest
  sudoccidentale occidentale orientale settentrionale meridionale di del della dell dello dei degli delle la il lo per ancoraggio
  poste frontiere frontaliere aeroport secteur centre conjoint formation specialisee garde gardes cotes cotiere securite patrouille patrouilles
  desertique douane douaniere douanier passeports unite equipe commandement camp ville village passe bassin ouest de des du d l les le pour et mouillage
  منفذ ميناء مطار الدولي العالمي البحري البري مركز المركز المشترك التدريب تدريب التخصصي لحرس حرس الحدود السواحل لامن امن وحدة دوريات الدوريات
  الصحراوية الصحراويه جمارك جوازات مخفر قطاع القطاع ممر حوض الجنوبي الغربي الشرقي الشمالي الجنوبيه الغربيه الشرقيه الشماليه مرفا مدينه بلده قريه معبر نقطه
  محطه قياده مقر كتيبه سريه
`;
const isMadeOf = new Set(MADE_OF.split(/\s+/).filter(Boolean));

/** Whether a word says of what kind a place or a unit is, and not which one. */
export const saysKindOnly = (word: string): boolean => isMadeOf.has(word) || isMadeOf.has(word.replace(/ة$/, 'ه'));

/** Articles that a name is written with and without. */
export const ARTICLES: ReadonlySet<string> = new Set(['al', 'el', 'ال']);

/** Arabic names of places that are words of everyday too ("the five", "assistant", "drawer", "corner", "balanced"): places only beside a word that says so. */
export const EVERYDAY_WORDS: ReadonlySet<string> = new Set(['خمس', 'مساعد', 'درج', 'زاويه', 'وازن', 'توم', 'ساره', 'سلوم']);

/** Beside these an everyday word is a place. */
export const PLACE_MARKS: ReadonlySet<string> = new Set(
  'منفذ ميناء مطار مخفر مدينه بلده قريه معبر نقطه مرفا وحده قطاع منطقه قرب بالقرب شمال جنوب شرق غرب طريق سوق'.split(' '),
);
