import type { RefusalCode } from '../refusal.ts';
import type { ProblemText } from './problem-text.ts';

/** Refusals around matches and partnerships. The Arabic, Italian and French were written by the authors and await a native review. */
export const MATCH_TEXTS = {
  'match-not-eligible': {
    title: {
      en: 'This offer line may not be matched with this need line',
      ar: 'لا تجوز مطابقة بند العرض هذا مع بند الاحتياج هذا',
      it: 'Questa voce di offerta non è abbinabile a questa voce di esigenza',
      fr: 'Cette ligne d’offre ne peut pas être mise en correspondance avec cette ligne de besoin',
    },
    next: {
      en: 'Please read the explanation of the rules that were not met, and choose another line or amend the conditions of the offer.',
      ar: 'يرجى الاطلاع على تفسير القواعد غير المستوفاة، ثم اختيار بند آخر أو تعديل شروط العرض.',
      it: 'Si prega di leggere la spiegazione delle regole non soddisfatte e di scegliere un’altra voce o modificare le condizioni dell’offerta.',
      fr: 'Veuillez lire l’explication des règles non satisfaites, puis choisir une autre ligne ou modifier les conditions de l’offre.',
    },
  },
  'exceeds-need-line': {
    title: {
      en: 'The quantity is greater than what the need line still leaves open',
      ar: 'الكمية أكبر من المتبقي في بند الاحتياج',
      it: 'La quantità supera quanto resta aperto nella voce di esigenza',
      fr: 'La quantité dépasse ce qui reste ouvert dans la ligne de besoin',
    },
    next: {
      en: 'Please enter a smaller quantity, or choose another need line.',
      ar: 'يرجى إدخال كمية أقل أو اختيار بند احتياج آخر.',
      it: 'Si prega di indicare una quantità minore o di scegliere un’altra voce di esigenza.',
      fr: 'Veuillez indiquer une quantité plus faible ou choisir une autre ligne de besoin.',
    },
  },
  'exceeds-offer-line': {
    title: {
      en: 'The quantity or amount is greater than what the offer line still holds',
      ar: 'الكمية أو المبلغ أكبر من المتبقي في بند العرض',
      it: 'La quantità o l’importo supera quanto resta nella voce di offerta',
      fr: 'La quantité ou le montant dépasse ce qui reste dans la ligne d’offre',
    },
    next: {
      en: 'Please enter a smaller quantity or amount, or choose another offer line.',
      ar: 'يرجى إدخال كمية أو مبلغ أقل، أو اختيار بند عرض آخر.',
      it: 'Si prega di indicare una quantità o un importo minore o di scegliere un’altra voce di offerta.',
      fr: 'Veuillez indiquer une quantité ou un montant plus faible, ou choisir une autre ligne d’offre.',
    },
  },
  'already-accepted': {
    title: {
      en: 'Your side has already accepted',
      ar: 'سبق أن أبدى طرفكم قبوله',
      it: 'La Sua parte ha già accettato',
      fr: 'Votre partie a déjà accepté',
    },
    next: {
      en: 'Nothing more is asked of you for now; please wait for the answer of the other side.',
      ar: 'لا يُطلب منكم أي إجراء آخر حاليًا، ويرجى انتظار رد الطرف الآخر.',
      it: 'Per ora non è richiesto altro: si prega di attendere la risposta dell’altra parte.',
      fr: 'Rien d’autre ne vous est demandé pour l’instant ; veuillez attendre la réponse de l’autre partie.',
    },
  },
  'amendment-open': {
    title: {
      en: 'An amendment of this match still awaits an answer',
      ar: 'لا يزال تعديل مقترح لهذه المطابقة بانتظار الرد',
      it: 'Una modifica di questo abbinamento attende ancora risposta',
      fr: 'Une modification de cette mise en correspondance attend encore une réponse',
    },
    next: {
      en: 'Please have the open amendment accepted or declined before going on.',
      ar: 'يرجى البت في التعديل المقترح بقبوله أو الاعتذار عنه قبل المتابعة.',
      it: 'Si prega di far accettare o rifiutare la modifica in sospeso prima di proseguire.',
      fr: 'Veuillez faire accepter ou décliner la modification en attente avant de poursuivre.',
    },
  },
  'own-side-proposed': {
    title: {
      en: 'Your own side made this proposal',
      ar: 'هذا الاقتراح مقدم من طرفكم',
      it: 'Questa proposta viene dalla Sua stessa parte',
      fr: 'Cette proposition émane de votre propre partie',
    },
    next: {
      en: 'Please wait for the other side to accept or decline it.',
      ar: 'يرجى انتظار قبول الطرف الآخر أو اعتذاره.',
      it: 'Si prega di attendere che l’altra parte la accetti o la rifiuti.',
      fr: 'Veuillez attendre que l’autre partie l’accepte ou la décline.',
    },
  },
  'partnership-required': {
    title: {
      en: 'A match can only be agreed under a partnership',
      ar: 'لا يمكن الاتفاق على مطابقة إلا في إطار شراكة',
      it: 'Un abbinamento può essere concordato solo nel quadro di un partenariato',
      fr: 'Une mise en correspondance ne peut être convenue que dans le cadre d’un partenariat',
    },
    next: {
      en: 'Please name the partnership between the two sides, or ask the facilitator to help set one up.',
      ar: 'يرجى تحديد الشراكة القائمة بين الطرفين، أو طلب المساعدة من الجهة الميسِّرة لإقامتها.',
      it: 'Si prega di indicare il partenariato tra le due parti o di chiedere al facilitatore aiuto per avviarlo.',
      fr: 'Veuillez indiquer le partenariat entre les deux parties, ou demander au facilitateur d’aider à en établir un.',
    },
  },
  'partnership-not-in-force': {
    title: {
      en: 'The partnership is not in force',
      ar: 'الشراكة غير سارية',
      it: 'Il partenariato non è in vigore',
      fr: 'Le partenariat n’est pas en vigueur',
    },
    next: {
      en: 'Please check that both sides have signed and that the validity period has begun and not ended, or choose another partnership.',
      ar: 'يرجى التحقق من توقيع الطرفين ومن أن مدة السريان قد بدأت ولم تنتهِ، أو اختيار شراكة أخرى.',
      it: 'Si prega di verificare che entrambe le parti abbiano firmato e che il periodo di validità sia in corso, o di scegliere un altro partenariato.',
      fr: 'Veuillez vérifier que les deux parties ont signé et que la période de validité est en cours, ou choisir un autre partenariat.',
    },
  },
  'already-signed': {
    title: {
      en: 'This partnership has already been signed',
      ar: 'سبق توقيع هذه الشراكة',
      it: 'Questo partenariato è già stato firmato',
      fr: 'Ce partenariat a déjà été signé',
    },
    next: {
      en: 'No further signature is needed from your side; to change the terms, please agree a new partnership with the other side.',
      ar: 'لا يلزم توقيع آخر من طرفكم؛ ولتغيير الأحكام يرجى الاتفاق على شراكة جديدة مع الطرف الآخر.',
      it: 'Non serve un’altra firma della Sua parte; per cambiare i termini si prega di concordare un nuovo partenariato con l’altra parte.',
      fr: 'Aucune autre signature de votre part n’est nécessaire ; pour changer les termes, veuillez convenir d’un nouveau partenariat avec l’autre partie.',
    },
  },
  'partnership-condition-not-met': {
    title: {
      en: 'The partnership’s conditions do not allow this match',
      ar: 'شروط الشراكة لا تسمح بهذه المطابقة',
      it: 'Le condizioni del partenariato non consentono questo abbinamento',
      fr: 'Les conditions du partenariat ne permettent pas cette mise en correspondance',
    },
    next: {
      en: 'Please see which conditions are named, and agree under another partnership or have both sides sign an amendment of this one.',
      ar: 'يرجى الاطلاع على الشروط المذكورة، ثم الاتفاق في إطار شراكة أخرى أو توقيع الطرفين على تعديل لهذه الشراكة.',
      it: 'Si prega di vedere quali condizioni sono indicate e di concordare nel quadro di un altro partenariato, oppure di far firmare a entrambe le parti una modifica di questo.',
      fr: 'Veuillez voir quelles conditions sont nommées, et convenir dans le cadre d’un autre partenariat ou faire signer par les deux parties un avenant à celui-ci.',
    },
  },
  'exceeds-partnership-ceiling': {
    title: {
      en: 'More would be agreed than the partnership’s ceiling allows',
      ar: 'سيتجاوز المتفق عليه السقف المالي للشراكة',
      it: 'Si concorderebbe più di quanto consente il tetto del partenariato',
      fr: 'On conviendrait de plus que ne le permet le plafond du partenariat',
    },
    next: {
      en: 'Please agree a smaller quantity, or have both sides sign an amendment that raises the ceiling.',
      ar: 'يرجى الاتفاق على كمية أقل، أو توقيع الطرفين على تعديل يرفع السقف.',
      it: 'Si prega di concordare una quantità minore o di far firmare a entrambe le parti una modifica che alzi il tetto.',
      fr: 'Veuillez convenir d’une quantité plus faible ou faire signer par les deux parties un avenant qui relève le plafond.',
    },
  },
  'worth-not-known': {
    title: {
      en: 'What this would take of the ceiling is not known in its currency',
      ar: 'لا تُعرف القيمة التي ستُحتسب من السقف بعملته',
      it: 'Non si sa quanto toglierebbe al tetto, nella sua valuta',
      fr: 'On ne sait pas ce que cela prendrait sur le plafond, dans sa monnaie',
    },
    next: {
      en: 'Please have the donor state the value of a unit in the currency of the ceiling, or agree under a partnership without a ceiling.',
      ar: 'يرجى أن تحدد الجهة المانحة قيمة الوحدة بعملة السقف، أو الاتفاق في إطار شراكة بلا سقف.',
      it: 'Si prega di far indicare al donatore il valore unitario nella valuta del tetto, o di concordare nel quadro di un partenariato senza tetto.',
      fr: 'Veuillez demander au donateur la valeur unitaire dans la monnaie du plafond, ou convenir dans le cadre d’un partenariat sans plafond.',
    },
  },
  'partnership-amendment-open': {
    title: {
      en: 'An amendment of this partnership still awaits signatures',
      ar: 'لا يزال تعديل لهذه الشراكة بانتظار التوقيع',
      it: 'Una modifica di questo partenariato attende ancora le firme',
      fr: 'Un avenant à ce partenariat attend encore des signatures',
    },
    next: {
      en: 'Please have the open amendment signed by both sides or withdrawn first.',
      ar: 'يرجى أولاً توقيع الطرفين على التعديل المفتوح أو سحبه.',
      it: 'Si prega prima di far firmare la modifica aperta a entrambe le parti, o di ritirarla.',
      fr: 'Veuillez d’abord faire signer l’avenant en cours par les deux parties, ou le retirer.',
    },
  },
  'no-open-amendment': {
    title: {
      en: 'No amendment of this partnership awaits signatures',
      ar: 'لا يوجد تعديل لهذه الشراكة بانتظار التوقيع',
      it: 'Nessuna modifica di questo partenariato attende firme',
      fr: 'Aucun avenant à ce partenariat n’attend de signatures',
    },
    next: {
      en: 'Please propose an amendment first, or read the partnership again: the other side may have withdrawn it.',
      ar: 'يرجى اقتراح تعديل أولاً، أو إعادة قراءة الشراكة: ربما سحبه الطرف الآخر.',
      it: 'Si prega prima di proporre una modifica, o di rileggere il partenariato: l’altra parte può averla ritirata.',
      fr: 'Veuillez d’abord proposer un avenant, ou relire le partenariat : l’autre partie l’a peut-être retiré.',
    },
  },
  'goods-already-shipped': {
    title: {
      en: 'Goods of this match have already been shipped',
      ar: 'سبق شحن بضائع من هذه المطابقة',
      it: 'I beni di questo abbinamento sono già stati spediti',
      fr: 'Des biens de cette mise en correspondance ont déjà été expédiés',
    },
    next: {
      en: 'Please let the delivery run its course, or record on it what was returned, lost or rejected.',
      ar: 'يرجى ترك التسليم يأخذ مجراه، أو تسجيل ما أُعيد أو فُقد أو رُفض ضمنه.',
      it: 'Si prega di lasciare che la consegna prosegua o di registrarvi quanto è stato restituito, perso o respinto.',
      fr: 'Veuillez laisser la livraison suivre son cours, ou y consigner ce qui a été retourné, perdu ou rejeté.',
    },
  },
} as const satisfies Readonly<Partial<Record<RefusalCode, ProblemText>>>;
