/** What a document may be, by its content; the name ending that goes with it is given by the service, never taken from the sender. */
export const ENDING_OF = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
} as const;
export type MediaType = keyof typeof ENDING_OF;
export const MEDIA_TYPES = Object.keys(ENDING_OF) as [MediaType, ...MediaType[]];

/** 25 megabytes, of 1024 × 1024 bytes each. */
export const MAXIMUM_BYTES = 25 * 1024 * 1024;

/** Of a copy without metadata: written anew, a picture or a PDF may come out larger than it was sent. */
export const MAXIMUM_CLEANED_BYTES = 4 * MAXIMUM_BYTES;
