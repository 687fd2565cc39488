import { crc32, deflateSync } from 'node:zlib';
import { encodeQR } from 'qr';

/** A PNG of a QR code whose bytes are `data` as they are, in byte mode, `size` pixels wide and high. */
export function qrImage(data: Buffer, size: number): Buffer {
  // A character per byte, since the library takes text and hands it back to be encoded.
  const textEncoder = (text: string): Uint8Array => Buffer.from(text, 'latin1');
  const cells = encodeQR(data.toString('latin1'), 'raw', { encoding: 'byte', textEncoder, border: 4 });
  const scale = Math.max(1, Math.floor(size / cells.length));
  const width = Math.max(size, cells.length);
  const margin = Math.floor((width - cells.length * scale) / 2);
  return png(width, (x, y) => {
    const [column, row] = [x, y].map((at) => Math.floor((at - margin) / scale));
    return cells[row ?? -1]?.[column ?? -1] ?? false;
  });
}

/** A square PNG of one bit per pixel (W3C PNG, grey scale: 0 is black). */
function png(width: number, isDark: (x: number, y: number) => boolean): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(width, 4);
  header.writeUInt8(1, 8);
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * width, 0xff);
  const stride = rows.length / width;
  for (let y = 0; y < width; y += 1) {
    rows[y * stride] = 0;
    for (let x = 0; x < width; x += 1) {
      const at = y * stride + 1 + (x >> 3);
      if (isDark(x, y)) rows[at] = (rows[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}
