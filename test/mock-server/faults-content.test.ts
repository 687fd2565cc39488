import { createBrotliDecompress, createGunzip, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, MockServer, MockApi } from '../../mock-server/index.ts';
import { befall, gist, now, read, reads, startFaulty, valueOf } from './support/faulty.ts';
import { apiOf } from './support/started.ts';

let mock: MockServer;
let clerk: MockApi;
let nest: MockApi;

beforeEach(async () => {
  mock = await startFaulty();
  clerk = apiOf(mock, 'clerk');
  nest = apiOf(mock, 'nest-sessions');
});
afterEach(() => mock.close());

describe('the content', () => {
  test('is called text', async () => {
    const normal = await read(clerk);
    befall(clerk, 'wrong-type');
    const reply = await read(clerk);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(gist(reply)).toEqual(gist(normal));
  });

  test('is a page to sign in on', async () => {
    befall(clerk, 'html');
    const reply = await read(clerk);
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html']);
    expect(reply.bytes.toString()).toContain('<form>');
  });

  test.each([
    ['corrupt-gzip', 'gzip', createGunzip],
    ['corrupt-br', 'br', createBrotliDecompress],
  ] as const)('cannot be unpacked: %s', async (kind, encoding, unpack) => {
    befall(clerk, kind);
    const reply = await read(clerk);
    expect(reply.headers['content-encoding']).toBe(encoding);
    const failed = await new Promise((resolve) => {
      unpack()
        .on('error', () => resolve(true))
        .on('end', () => resolve(false))
        .end(reply.bytes);
    });
    expect(failed).toBe(true);
  });

  test('becomes a thousand times as much when it is unpacked', async () => {
    befall(clerk, 'bomb');
    const { bytes, headers } = await read(clerk);
    expect(headers['content-encoding']).toBe('gzip');
    expect(bytes.length).toBeLessThan(300_000);
    expect(gunzipSync(bytes).length).toBe(200 * 1024 * 1024 + 2);
  });

  test('is deeper than anything can follow', async () => {
    befall(clerk, 'deep-json');
    expect((await read(clerk)).bytes.toString()).toBe(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  });

  test('has the keys of a prototype beside the right ones', async () => {
    const normal = await valueOf(nest);
    befall(nest, 'proto');
    const text = (await read(nest)).bytes.toString();
    expect(text.match(/"__proto__":\{"polluted":true\}/g)).toHaveLength(21);
    expect(text.match(/"constructor":\{"prototype":\{"polluted":true\}\}/g)).toHaveLength(21);
    const withoutThem = JSON.parse(text, function (this: object, name, inner: unknown) {
      return name === '__proto__' || name === 'constructor' ? undefined : inner;
    }) as unknown;
    expect(withoutThem).toEqual(normal);
  });

  test.each([5, -48])('has every time shifted by %i hours, and the date too', async (hours) => {
    const shift = hours * 60 * 60 * 1000;
    const [clerkBefore, nestBefore] = [await valueOf(clerk), await valueOf(nest)];
    befall(clerk, 'clock-skew', { hours });
    befall(nest, 'clock-skew', { hours });
    const { headers, bytes } = await read(clerk);
    expect(Math.abs(Date.parse(headers.date ?? '') - now - shift)).toBeLessThan(60 * 60 * 1000);
    const [row] = JSON.parse(bytes.toString()) as { expire_at: number }[];
    expect(row?.expire_at).toBe(((clerkBefore as { expire_at: number }[])[0]?.expire_at ?? 0) + shift);
    const times = (found: unknown): number[] =>
      (found as { sessions: { createdAt: string }[] }).sessions.map(({ createdAt }) => Date.parse(createdAt));
    expect(times(await valueOf(nest))).toEqual(times(nestBefore).map((time) => time + shift));
  });
});

describe('a list', () => {
  interface Listed {
    sessions: { id: string }[];
    total: number;
    page: number;
  }
  const idsOf = (found: unknown): string[] => (found as Listed).sessions.map(({ id }) => id);
  const endless = (ids: string): Fault =>
    ({ kind: 'endless-pages', operation: '*', times: Infinity, ids }) as Fault;

  test('is full of new sessions on whatever page', async () => {
    nest.behaviour.faults = [endless('new')];
    const pages = await Promise.all(
      [1, 2, 900].map((page) => valueOf(nest, `/sessions?limit=50&page=${page}`)),
    );
    expect(pages).toMatchObject([{ page: 1 }, { page: 2 }, { page: 900, totalPages: 1_000_000 }]);
    const ids = pages.flatMap(idsOf);
    expect(ids).toHaveLength(150);
    expect(new Set(ids).size).toBe(150);
    expect(ids.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  });

  test('is full of the same sessions on every page', async () => {
    nest.behaviour.faults = [endless('repeated')];
    const [first, later] = await Promise.all(
      [1, 77].map((page) => valueOf(nest, `/sessions?limit=50&page=${page}`)),
    );
    expect(idsOf(later)).toEqual(idsOf(first));
  });

  test('is full at every offset, also where there are fewer than asked for', async () => {
    clerk.behaviour.faults = [endless('new')];
    const path = reads['clerk']?.[1] ?? '';
    const rows = [await valueOf(clerk, path), await valueOf(clerk, `${path}&offset=5000`)] as {
      id: string;
    }[][];
    expect(rows.map(({ length }) => length)).toEqual([20, 20]);
    expect(new Set(rows.flat().map(({ id }) => id)).size).toBe(40);
  });

  test.each(['array', 'sessions', 'items', 'data', 'data-sessions'] as const)(
    'has every session twice, wrapped as %s',
    async (shape) => {
      const vault = apiOf(mock, 'vault');
      vault.behaviour.shape = shape;
      const ids = (text: string): string[] => [...text.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id ?? '');
      const once = ids((await read(vault)).bytes.toString());
      befall(vault, 'duplicate-ids');
      const twice = ids((await read(vault)).bytes.toString());
      expect(once).toHaveLength(7);
      expect(twice).toEqual(once.flatMap((id) => [id, id]));
    },
  );
});
