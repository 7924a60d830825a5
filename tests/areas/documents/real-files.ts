import { crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { pdf as paper } from '#tests/support/papers.ts';

/** A baseline JPEG of one grey square, as small as the format allows and readable by any viewer. */
const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

const segment = (marker: number, content: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
};

/** A TIFF block with an orientation and a GPS directory: 32°53' N, as a telephone writes it. */
export function exifWithGps(orientation: number): Buffer {
  const block = Buffer.alloc(110);
  block.write('MM', 0, 'latin1');
  block.writeUInt16BE(42, 2);
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(2, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number, short = false) => {
    block.writeUInt16BE(tag, at);
    block.writeUInt16BE(type, at + 2);
    block.writeUInt32BE(count, at + 4);
    if (short) block.writeUInt16BE(value, at + 8);
    else block.writeUInt32BE(value, at + 8);
  };
  entry(10, 0x0112, 3, 1, orientation, true);
  entry(22, 0x8825, 4, 1, 40);
  block.writeUInt16BE(2, 40);
  entry(42, 1, 2, 2, 0x4e000000);
  entry(54, 2, 5, 3, 80);
  [32, 1, 53, 1, 4242, 100].forEach((value, index) => block.writeUInt32BE(value, 80 + index * 4));
  return block;
}

/** The picture with everything that a telephone and an editor put around it, and a hidden second file behind its end. */
export const photograph = (orientation = 6): Buffer =>
  Buffer.concat([
    PIXEL.subarray(0, 2),
    segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), exifWithGps(orientation)])),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>secret-xmp</x:xmpmeta>')),
    segment(0xed, Buffer.from('Photoshop 3.0\0secret-iptc')),
    segment(0xfe, Buffer.from('secret-comment')),
    PIXEL.subarray(2),
    Buffer.from([0xff, 0xd9]),
    Buffer.from('PK\u0003\u0004<script>secret-tail</script>'),
  ]);

const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type), content]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(content.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), named.length + 4);
  return whole;
};

export function png(): Buffer {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Author\0secret-author')),
    chunk('eXIf', exifWithGps(3)),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
    Buffer.from('secret-tail'),
  ]);
}

export function webp(): Buffer {
  const part = (type: string, content: Buffer) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    head.writeUInt32LE(content.length, 4);
    return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
  };
  const body = Buffer.concat([
    part('VP8X', Buffer.from([0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    part('VP8L', Buffer.from('2f00000000071011fd0f4444ff03', 'hex')),
    part('EXIF', exifWithGps(8)),
    part('XMP ', Buffer.from('secret-xmp')),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

export const pdf = (text = 'Signed', filling?: Buffer): Buffer => paper(text, filling);

export interface Entry {
  readonly name: string;
  readonly content: Buffer | string;
  readonly stored?: boolean;
  readonly flags?: number;
  /** What the directory claims, where that is not the truth. */
  readonly claimedSize?: number;
}

export function zip(entries: readonly Entry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, flags = 0, claimedSize } of entries) {
    const plain = Buffer.from(content);
    const packed = stored ? plain : deflateRawSync(plain);
    const title = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(stored ? 0 : 8, 8);
    head.writeUInt32LE(crc32(plain), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(claimedSize ?? plain.length, 22);
    head.writeUInt16LE(title.length, 26);
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(flags, 8);
    head.copy(record, 10, 8, 28);
    record.writeUInt32LE(offset, 42);
    local.push(head, title, packed);
    central.push(record, title);
    offset += head.length + title.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

const OOXML = 'application/vnd.openxmlformats-officedocument';
export const contentTypes = (main = `${OOXML}.wordprocessingml.document.main+xml`): Entry => ({
  name: '[Content_Types].xml',
  content: `<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
});
export const docx = (...more: Entry[]): Buffer => zip([contentTypes(), { name: 'word/document.xml', content: '<w:document/>' }, ...more]);
export const xlsx = (): Buffer =>
  zip([contentTypes(`${OOXML}.spreadsheetml.sheet.main+xml`), { name: 'xl/workbook.xml', content: '<workbook/>' }]);
export const odt = (...more: Entry[]): Buffer =>
  zip([
    { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', stored: true },
    { name: 'META-INF/manifest.xml', content: '<manifest:manifest/>' },
    { name: 'content.xml', content: '<office:document-content/>' },
    ...more,
  ]);
