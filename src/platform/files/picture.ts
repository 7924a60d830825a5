import sharp, { type Metadata, type Sharp } from 'sharp';
import { DamagedFile } from './damaged-file.ts';

/** Above what a camera takes, below what fills the memory of whoever opens it: frames of an animation count together. */
export const MAXIMUM_PIXELS = 100_000_000;
const MAXIMUM_SIDE = 30_000;
const DEADLINE_SECONDS = 20;

const SIGNATURES = {
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  gif: [0x47, 0x49, 0x46, 0x38],
} as const;
export type PictureFormat = keyof typeof SIGNATURES | 'webp';

// What isn't named here is never tried, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer', 'VipsForeignLoadNsgifBuffer'],
});
sharp.cache(false);
// It works in the few threads that the process has for passwords and files too.
sharp.concurrency(1);

/** Which picture something is, by its first bytes. */
export function pictureFormatOf(bytes: Buffer): PictureFormat | null {
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  for (const format of ['jpeg', 'png', 'gif'] as const) {
    if (SIGNATURES[format].every((byte, index) => bytes[index] === byte)) return format;
  }
  return null;
}

/**
 * The picture encoded anew in its own format, upright and in the colours of sRGB: so nothing is in it but what is seen. Metadata (EXIF with
 * its place and thumbnail, XMP, IPTC, comments, the texts of its colour profile) and what hides between or behind its parts stay behind.
 * How large it would become is read from its head before any of it is decoded.
 */
export async function cleanPicture(bytes: Buffer, format: PictureFormat): Promise<Buffer> {
  const isMoving = format === 'webp' || format === 'gif';
  try {
    const picture = sharp(bytes, { limitInputPixels: MAXIMUM_PIXELS, failOn: 'error', animated: isMoving, sequentialRead: true });
    const seen = await picture.metadata();
    if (seen.format !== format) throw new DamagedFile('file-damaged');
    const { width, height, pages = 1, pageHeight = height } = seen;
    if (width * pageHeight * pages > MAXIMUM_PIXELS || Math.max(width, pageHeight) > MAXIMUM_SIDE) {
      throw new DamagedFile('file-picture-too-large');
    }
    const upright = (pages > 1 ? picture : picture.autoOrient()).timeout({ seconds: DEADLINE_SECONDS });
    return await encoded(upright, format, seen, bytes);
  } catch (error) {
    if (error instanceof DamagedFile) throw error;
    throw new DamagedFile(faultOf(error), { cause: error });
  }
}

function encoded(picture: Sharp, format: PictureFormat, seen: Metadata, bytes: Buffer): Promise<Buffer> {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 90, chromaSubsampling: seen.chromaSubsampling === '4:4:4' ? '4:4:4' : '4:2:0' }).toBuffer();
    case 'png':
      return picture.png({ palette: seen.isPalette }).toBuffer();
    case 'webp':
      return picture.webp(bytes.includes('VP8L', 12, 'latin1') ? { lossless: true } : { quality: 90 }).toBuffer();
    case 'gif':
      return picture.gif().toBuffer();
  }
}

/** The library tells by its words alone what was wrong. */
function faultOf(error: unknown): 'file-picture-too-large' | 'file-too-complex' | 'file-damaged' {
  const message = error instanceof Error ? error.message : '';
  if (/pixel limit|exceeds/i.test(message)) return 'file-picture-too-large';
  return /timeout|out of memory/i.test(message) ? 'file-too-complex' : 'file-damaged';
}
