import { createHash } from 'node:crypto';

const MARK = Buffer.from([0x25, 0x81, 0x81, 0x81, 0x81]);

/** A PDF of one page, as the service itself writes one that it has cleaned: it goes out as it came in. */
export function pdf(words: string, filling: Buffer = Buffer.alloc(0)): Buffer {
  const page = Buffer.concat([Buffer.from(`% ${words}\n`), filling]);
  const objects = [
    Buffer.from('<<\n/Type /Catalog\n/Pages 2 0 R\n>>'),
    Buffer.from('<<\n/Type /Pages\n/Kids [ 3 0 R ]\n/Count 1\n>>'),
    Buffer.from('<<\n/Type /Page\n/Parent 2 0 R\n/MediaBox [ 0 0 200 100 ]\n/Contents 4 0 R\n>>'),
    Buffer.concat([Buffer.from(`<<\n/Length ${page.length}\n>>\nstream\n`), page, Buffer.from('\nendstream')]),
  ];
  const pieces = [Buffer.from('%PDF-1.7\n'), MARK, Buffer.from('\n\n')];
  let length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const rows = objects.map((object, index) => {
    const piece = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n\n')]);
    const row = `${String(length).padStart(10, '0')} 00000 n \n`;
    pieces.push(piece);
    length += piece.length;
    return row;
  });
  const table = `xref\n0 5\n0000000000 65535 f \n${rows.join('')}\ntrailer\n<<\n/Size 5\n/Root 1 0 R\n>>\n\nstartxref\n${length}\n%%EOF`;
  return Buffer.concat([...pieces, Buffer.from(table)]);
}

export const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
