import { createHash } from 'node:crypto';

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Numbers and names that look random and are the same in every run. */
export interface Random {
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Letters and digits; at most 64 of them. */
  text(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** The sequence for a name. Two names give unrelated sequences, so adding a row does not change the others. */
export function randomFor(name: string): Random {
  let drawn = 0;
  const digest = (): Buffer => createHash('sha512').update(`${name}#${drawn++}`).digest();
  const integer = (least: number, most: number): number =>
    least + (digest().readUInt32BE(0) % (most - least + 1));
  return {
    integer,
    pick: (items) => {
      const item = items[integer(0, items.length - 1)];
      if (item === undefined) throw new RangeError('There is nothing to pick from');
      return item;
    },
    text: (length) =>
      [...digest().subarray(0, length)].map((byte) => alphanumeric[byte % alphanumeric.length]).join(''),
    uuid: () =>
      digest()
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{3})(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5'),
  };
}
