import type { Names } from '../language.ts';

/**
 * What is wrong with one field, by its code. `{limit}` stands for what would be right: a maximum, a format, the values that are
 * possible. The first twelve are the codes of zod, with hyphens. The Arabic, Italian and French await a native review.
 */
export const FIELD_TEXTS = {
  missing: {
    en: 'This is needed.',
    ar: 'هذا الحقل مطلوب.',
    it: 'Questo dato è necessario.',
    fr: 'Cette information est nécessaire.',
  },
  'invalid-type': {
    en: 'Another kind of value is expected: {limit}.',
    ar: 'يُنتظر نوع آخر من القيم: {limit}.',
    it: 'Si attende un altro tipo di valore: {limit}.',
    fr: 'Un autre type de valeur est attendu : {limit}.',
  },
  'invalid-format': {
    en: 'It is not written as expected: {limit}.',
    ar: 'لم يُكتب بالصيغة المطلوبة: {limit}.',
    it: 'Non è scritto nella forma prevista: {limit}.',
    fr: 'Ce n’est pas écrit sous la forme attendue : {limit}.',
  },
  'invalid-value': {
    en: 'Only one of these is possible: {limit}.',
    ar: 'لا يُقبل إلا أحد ما يلي: {limit}.',
    it: 'È possibile solo uno di questi valori: {limit}.',
    fr: 'Une seule de ces valeurs est possible : {limit}.',
  },
  'too-big': {
    en: 'It is more, or longer, than the maximum: {limit}.',
    ar: 'أكثر أو أطول من الحد الأقصى: {limit}.',
    it: 'È più, o più lungo, del massimo: {limit}.',
    fr: 'C’est plus, ou plus long, que le maximum : {limit}.',
  },
  'too-small': {
    en: 'It is less, or shorter, than the minimum: {limit}.',
    ar: 'أقل أو أقصر من الحد الأدنى: {limit}.',
    it: 'È meno, o più corto, del minimo: {limit}.',
    fr: 'C’est moins, ou plus court, que le minimum : {limit}.',
  },
  'not-multiple-of': {
    en: 'It must be a multiple of {limit}.',
    ar: 'يجب أن يكون من مضاعفات {limit}.',
    it: 'Deve essere un multiplo di {limit}.',
    fr: 'Ce doit être un multiple de {limit}.',
  },
  'unrecognized-keys': {
    en: 'There is no such field here.',
    ar: 'لا يوجد حقل بهذا الاسم هنا.',
    it: 'Qui non esiste un campo con questo nome.',
    fr: 'Il n’existe pas de champ de ce nom ici.',
  },
  'invalid-union': {
    en: 'None of the possible forms fits.',
    ar: 'لا تنطبق أي من الصيغ الممكنة.',
    it: 'Nessuna delle forme possibili corrisponde.',
    fr: 'Aucune des formes possibles ne convient.',
  },
  'invalid-key': {
    en: 'The name of this field is not valid.',
    ar: 'اسم هذا الحقل غير صحيح.',
    it: 'Il nome di questo campo non è valido.',
    fr: 'Le nom de ce champ n’est pas valable.',
  },
  'invalid-element': {
    en: 'One of the elements is not valid.',
    ar: 'أحد العناصر غير صحيح.',
    it: 'Uno degli elementi non è valido.',
    fr: 'L’un des éléments n’est pas valable.',
  },
  custom: {
    en: 'This is not valid.',
    ar: 'هذه القيمة غير صحيحة.',
    it: 'Questo valore non è valido.',
    fr: 'Cette valeur n’est pas valable.',
  },
  empty: {
    en: 'A text in at least one language is needed.',
    ar: 'يلزم نص بلغة واحدة على الأقل.',
    it: 'Serve un testo in almeno una lingua.',
    fr: 'Il faut un texte dans au moins une langue.',
  },
  unprintable: {
    en: 'It holds a character that can’t be printed.',
    ar: 'يحتوي على حرف لا يمكن طباعته.',
    it: 'Contiene un carattere non stampabile.',
    fr: 'Il contient un caractère non imprimable.',
  },
  'out-of-range': {
    en: 'It is outside the range that makes sense here.',
    ar: 'خارج النطاق المقبول هنا.',
    it: 'È fuori dall’intervallo ammesso qui.',
    fr: 'C’est en dehors de l’intervalle admis ici.',
  },
  'not-positive': {
    en: 'It must be more than zero.',
    ar: 'يجب أن تكون القيمة أكبر من صفر.',
    it: 'Deve essere maggiore di zero.',
    fr: 'Ce doit être plus que zéro.',
  },
  'exceeds-quantity': {
    en: 'It may not be more than the quantity of the line.',
    ar: 'لا يجوز أن يتجاوز كمية البند.',
    it: 'Non può superare la quantità della voce.',
    fr: 'Ce ne peut être plus que la quantité de la ligne.',
  },
  'named-twice': {
    en: 'It is named twice; name it once.',
    ar: 'مذكور مرتين؛ يُذكر مرة واحدة.',
    it: 'È indicato due volte; va indicato una volta sola.',
    fr: 'C’est indiqué deux fois ; une seule suffit.',
  },
  'named-partners-and-their-names-go-together': {
    en: 'Name partners exactly where the need is for named partners.',
    ar: 'تُسمّى الجهات الشريكة فقط إذا كان الاحتياج مخصصاً لشركاء مسمّين.',
    it: 'I partner vanno indicati solo quando l’esigenza è per partner nominati.',
    fr: 'Nommez des partenaires seulement si le besoin est destiné à des partenaires nommés.',
  },
  'goods-travel-and-nothing-else-does': {
    en: 'Goods need a means of transport; anything else has none.',
    ar: 'تحتاج البضائع إلى وسيلة نقل، ولا يحتاجها غيرها.',
    it: 'Le merci richiedono un mezzo di trasporto; il resto no.',
    fr: 'Les biens demandent un moyen de transport ; le reste n’en a pas.',
  },
  'a-date-is-needed': {
    en: 'Give at least one date.',
    ar: 'يلزم تاريخ واحد على الأقل.',
    it: 'Serve almeno una data.',
    fr: 'Il faut au moins une date.',
  },
  'in-the-past': {
    en: 'This day has passed.',
    ar: 'هذا اليوم قد مضى.',
    it: 'Questo giorno è passato.',
    fr: 'Ce jour est passé.',
  },
  'in-the-future': {
    en: 'This day is still to come.',
    ar: 'هذا اليوم لم يأتِ بعد.',
    it: 'Questo giorno deve ancora venire.',
    fr: 'Ce jour est encore à venir.',
  },
  'before-valid-from': {
    en: 'It ends before it begins.',
    ar: 'ينتهي قبل أن يبدأ.',
    it: 'Finisce prima di cominciare.',
    fr: 'Cela finit avant de commencer.',
  },
  'after-needed-by': {
    en: 'Answers are asked for after the day by which it is needed.',
    ar: 'يُطلب الرد بعد اليوم الذي يلزم فيه.',
    it: 'La risposta è chiesta dopo il giorno in cui serve.',
    fr: 'La réponse est demandée après le jour où c’est nécessaire.',
  },
  'already-reached': {
    en: 'This milestone is reached; it has no forecast any more.',
    ar: 'تم بلوغ هذه المرحلة الرئيسية؛ لم يعد لها توقع.',
    it: 'Questa tappa è raggiunta; non ha più una previsione.',
    fr: 'Ce jalon est atteint ; il n’a plus de prévision.',
  },
  'reached-by-a-step': {
    en: 'This milestone is reached by a step of the delivery, not by hand.',
    ar: 'تُبلغ هذه المرحلة الرئيسية بخطوة من خطوات التسليم وليس يدوياً.',
    it: 'Questa tappa si raggiunge con un passo della consegna, non a mano.',
    fr: 'Ce jalon est atteint par une étape de la livraison, pas à la main.',
  },
  'match-not-agreed': {
    en: 'This match is not agreed, or its goods are delivered.',
    ar: 'لم يُتفق على هذه المطابقة، أو سُلّمت بضائعها.',
    it: 'Questo abbinamento non è concordato, o le sue merci sono consegnate.',
    fr: 'Cette mise en correspondance n’est pas convenue, ou ses biens sont livrés.',
  },
  'nothing-to-ship': {
    en: 'Nothing is left to ship.',
    ar: 'لم يبقَ ما يُشحن.',
    it: 'Non resta nulla da spedire.',
    fr: 'Il ne reste rien à expédier.',
  },
  'not-open': {
    en: 'It is no longer open.',
    ar: 'لم يعد مفتوحاً.',
    it: 'Non è più aperto.',
    fr: 'Il n’est plus ouvert.',
  },
  taken: {
    en: 'This is taken already.',
    ar: 'هذا مستعمل بالفعل.',
    it: 'Questo è già in uso.',
    fr: 'C’est déjà pris.',
  },
  'same-as-donor': {
    en: 'The recipient is the donor; two sides are needed.',
    ar: 'الجهة المتلقية هي الجهة المانحة نفسها؛ يلزم طرفان.',
    it: 'Il beneficiario è il donatore; servono due parti.',
    fr: 'Le bénéficiaire est le donateur ; il faut deux parties.',
  },
  'other-side-named-another': {
    en: 'The other side has agreed under another partnership.',
    ar: 'وافق الطرف الآخر في إطار شراكة أخرى.',
    it: 'L’altra parte ha acconsentito nell’ambito di un altro partenariato.',
    fr: 'L’autre partie a convenu dans le cadre d’un autre partenariat.',
  },
  'not-an-etag': {
    en: 'If-Match holds the version in quotes, as the ETag was.',
    ar: 'يحمل If-Match رقم النسخة بين علامتي اقتباس كما ورد في ETag.',
    it: 'If-Match contiene la versione tra virgolette, come nell’ETag.',
    fr: 'If-Match contient la version entre guillemets, comme l’ETag.',
  },
  'not-a-cursor': {
    en: 'Take the cursor from the Link header of the page before.',
    ar: 'يؤخذ المؤشر من ترويسة Link للصفحة السابقة.',
    it: 'Il cursore si prende dall’intestazione Link della pagina precedente.',
    fr: 'Le curseur se prend dans l’en-tête Link de la page précédente.',
  },
  'attribute-unknown': {
    en: 'The catalogue has no such attribute.',
    ar: 'لا توجد خاصية كهذه في الفهرس.',
    it: 'Il catalogo non ha questo attributo.',
    fr: 'Le catalogue n’a pas cet attribut.',
  },
  'attribute-not-of-this-item': {
    en: 'Items of this type have no such attribute.',
    ar: 'لا توجد هذه الخاصية لهذا النوع من الأصناف.',
    it: 'I beni di questo tipo non hanno questo attributo.',
    fr: 'Les articles de ce type n’ont pas cet attribut.',
  },
  'not-a-value-of-the-attribute': {
    en: 'This attribute has no such value.',
    ar: 'لا تقبل هذه الخاصية هذه القيمة.',
    it: 'Questo attributo non ammette questo valore.',
    fr: 'Cet attribut n’admet pas cette valeur.',
  },
  'not-a-substitute': {
    en: 'The catalogue does not allow this item to stand in.',
    ar: 'لا يسمح الفهرس بأن يحل هذا الصنف محله.',
    it: 'Il catalogo non ammette questo bene come sostituto.',
    fr: 'Le catalogue n’admet pas cet article comme substitut.',
  },
  'too-short': {
    en: 'It is too short; take at least twelve characters.',
    ar: 'قصيرة جداً؛ يلزم اثنا عشر حرفاً على الأقل.',
    it: 'È troppo corta; servono almeno dodici caratteri.',
    fr: 'C’est trop court ; prenez au moins douze caractères.',
  },
  'too-long': {
    en: 'It is too long.',
    ar: 'طويلة جداً.',
    it: 'È troppo lunga.',
    fr: 'C’est trop long.',
  },
  'contains-login': {
    en: 'It contains the login.',
    ar: 'تحتوي على اسم الدخول.',
    it: 'Contiene il nome di accesso.',
    fr: 'Cela contient l’identifiant.',
  },
  'too-common': {
    en: 'It begins with a password that many people use.',
    ar: 'تبدأ بكلمة مرور شائعة.',
    it: 'Comincia con una password molto usata.',
    fr: 'Cela commence par un mot de passe très répandu.',
  },
  'too-uniform': {
    en: 'It has too few different characters.',
    ar: 'عدد الأحرف المختلفة فيها قليل جداً.',
    it: 'Ha troppo pochi caratteri diversi.',
    fr: 'Il a trop peu de caractères différents.',
  },
} as const satisfies Readonly<Record<string, Names>>;

/** What can be wrong with a field and is no refusal of its own. */
export type FieldOnlyCode = keyof typeof FIELD_TEXTS;
