import { exifWithGps, pdf, photograph } from '#tests/areas/documents/real-files.ts';
import { RefusedByService, type Visitor } from './client.ts';
import type { Narrator } from './narrator.ts';

interface Attached {
  readonly id: string;
  readonly reference: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly isStripped: boolean;
}
interface Paper {
  readonly type: string;
  readonly number: string;
  readonly documentId: string | null;
}
interface Event {
  readonly action: string;
  readonly actorRole: string;
}

export interface DocumentEnd {
  /** Whether the paper of the delivery names the file, and comes back byte for byte. */
  readonly isPaperWhole: boolean;
  /** Whether the photograph, sent with its place, came back without. */
  readonly isPlaceGone: boolean;
  readonly refusals: readonly string[];
  /** What the auditor reads of the paper, oldest first. */
  readonly record: readonly string[];
}

/** The latitude, as the telephone has written it into the photograph. */
const PLACE = exifWithGps(1).subarray(80);

/** A paper and a photograph are kept with a delivery: who gets them, who doesn't even learn of them, and what is not taken. */
export async function tellDocuments(come: (login: string) => Promise<Visitor>, tell: Narrator, deliveryId: string): Promise<DocumentEnd> {
  const donor = await come('donor@it-ministry-of-interior.demo');
  const requester = await come('requester@ly-gasbcp.demo');
  const rival = await come('donor@tr-interior.demo');
  const auditor = await come('auditor@un-panel-of-experts-libya.demo');
  const attach = (fileName: string, content: Buffer) =>
    donor.attach<Attached>('/v1/documents', { subjectType: 'delivery', subjectId: deliveryId }, fileName, content);
  const refusals: string[] = [];
  const mustRefuse = async (attempt: Promise<unknown>): Promise<void> => {
    try {
      await attempt;
    } catch (error) {
      if (!(error instanceof RefusedByService)) throw error;
      refusals.push(error.code);
      tell.refuses(error.code, error.detail);
      return;
    }
    throw new Error('this should have been refused');
  };

  const billOfLading = pdf('Bill of lading MEDUIT4471822');
  const { body: paper } = await attach('Bill of lading.pdf', billOfLading);
  await donor.step(`/v1/deliveries/${deliveryId}`, 'documents', { type: 'bill-of-lading', number: 'MEDUIT4471822', documentId: paper.id });
  tell.does('Donor', `attaches ${paper.reference} and enters it as the bill of lading`);
  tell.sees({ file: paper.fileName, 'seen to be': paper.mediaType, bytes: paper.sizeBytes });
  const sent = photograph();
  const { body: photo } = await attach('At the warehouse.jpg', sent);
  tell.does('Donor', `attaches ${photo.reference}, a photograph that says where it was taken`);
  tell.sees({ sent: `${sent.length} bytes, with the place`, 'others get': photo.isStripped ? 'a copy without it' : 'the same' });

  const { body: papers } = await requester.get<{ items: Paper[] }>(`/v1/deliveries/${deliveryId}/documents`);
  const named = papers.items.find(({ documentId }) => documentId === paper.id);
  const whole = await requester.download(`/v1/documents/${paper.id}/content`);
  const shown = await requester.download(`/v1/documents/${photo.id}/content`);
  tell.does('Requester', `downloads ${named?.type} ${named?.number}, as it was sent, and the photograph`);
  tell.sees({ place: shown.includes(PLACE) ? 'still in it' : 'gone' });
  tell.does('Rival', 'asks for the same paper');
  await mustRefuse(rival.download(`/v1/documents/${paper.id}/content`));
  tell.does('Donor', 'tries to attach invoice.pdf, which is a program by its content');
  await mustRefuse(attach('invoice.pdf', Buffer.concat([Buffer.from('MZ\u0090\0', 'latin1'), Buffer.alloc(512)])));

  const { body: events } = await auditor.get<{ items: Event[] }>(`/v1/events?subjectId=${paper.id}`);
  tell.does('Auditor', `reads who had ${paper.reference} in hand`);
  tell.sees(Object.fromEntries([...events.items].reverse().map(({ actorRole, action }) => [action, actorRole])));
  return {
    isPaperWhole: named !== undefined && whole.equals(billOfLading),
    isPlaceGone: photo.isStripped && sent.includes(PLACE) && !shown.includes(PLACE),
    refusals,
    record: events.items.map(({ actorRole, action }) => `${actorRole} ${action}`).reverse(),
  };
}
