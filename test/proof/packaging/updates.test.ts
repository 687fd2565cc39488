import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isNewer, newestVersion } from '../../../electron/host/shell/update-feed.ts';
import { startUpdates, type UpdateOptions } from '../../../electron/main/outward/updates.ts';
import { newFolder } from '../../support/host.ts';

describe('a packaged feed', () => {
  let resources: string;
  const asked: string[] = [];
  const told: string[] = [];
  const faults: unknown[] = [];
  let newest: string | Error = '1.2.0';
  let wanted = true;

  const pack = (text: string) => {
    writeFileSync(join(resources, 'app-update.yml'), text);
  };
  const options = (): UpdateOptions => ({
    resources,
    version: '1.1.0',
    wanted: () => wanted,
    tell: (version) => told.push(version),
    report: (_, error) => faults.push(error),
    newest: async (feed) => {
      asked.push(feed.href);
      if (newest instanceof Error) throw newest;
      return newest;
    },
  });
  const day = 24 * 60 * 60 * 1000;

  beforeEach(() => {
    vi.useFakeTimers();
    resources = newFolder();
    for (const list of [asked, told, faults]) list.length = 0;
    [newest, wanted] = ['1.2.0', true];
    pack('provider: generic\nurl: https://updates.example/app\nupdaterCacheDirName: sessiondeck-updater\n');
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    rmSync(resources, { recursive: true });
  });

  test('is asked at the start and once a day; a newer version is told of once', async () => {
    const stop = startUpdates(options());
    await vi.advanceTimersByTimeAsync(3 * day);
    expect(asked).toEqual(Array.from({ length: 4 }, () => 'https://updates.example/app'));
    newest = '1.3.0';
    await vi.advanceTimersByTimeAsync(day);
    stop();
    await vi.advanceTimersByTimeAsync(3 * day);
    expect([told, asked.length]).toEqual([['1.2.0', '1.3.0'], 5]);
  });

  test('that was not packed is not asked', async () => {
    rmSync(join(resources, 'app-update.yml'));
    startUpdates(options());
    await vi.advanceTimersByTimeAsync(3 * day);
    expect([asked, faults]).toEqual([[], []]);
  });

  test('is not asked while the person does not want it, nor where the machine is managed', async () => {
    wanted = false;
    const stop = startUpdates(options());
    await vi.advanceTimersByTimeAsync(day);
    expect(asked).toEqual([]);
    wanted = true;
    await vi.advanceTimersByTimeAsync(day);
    expect(asked).toHaveLength(1);
    stop();
    vi.stubEnv('SESSIONDECK_NO_UPDATES', '1');
    startUpdates(options());
    await vi.advanceTimersByTimeAsync(3 * day);
    expect(asked).toHaveLength(1);
  });

  test.each(['1.1.0', '1.0.9', '0.9.0'])(
    'that names %s, which is not newer than 1.1.0, is not told of',
    async (version) => {
      newest = version;
      const stop = startUpdates(options());
      await vi.advanceTimersByTimeAsync(day);
      stop();
      expect([told, faults]).toEqual([[], []]);
    },
  );

  test('that cannot be read is reported and asked again the next day', async () => {
    newest = new Error('nothing answers');
    const stop = startUpdates(options());
    await vi.advanceTimersByTimeAsync(0);
    expect(faults).toEqual([newest]);
    newest = '1.2.0';
    await vi.advanceTimersByTimeAsync(day);
    stop();
    expect(told).toEqual(['1.2.0']);
  });

  test.each(['url: http://updates.example/', 'url: https://', 'provider: generic', ''])(
    'that says “%s” is a fault, and is not asked',
    async (text) => {
      pack(`${text}\n`);
      startUpdates(options());
      await vi.advanceTimersByTimeAsync(day);
      expect([asked, faults.length]).toEqual([[], 1]);
    },
  );
});

describe('asking a feed', () => {
  let server: Server;
  let feed: URL;
  const requests: string[] = [];
  let answer: { status: number; body: string; headers?: Record<string, string> };

  beforeEach(async () => {
    requests.length = 0;
    server = createServer((request, response) => {
      requests.push(
        `${request.method} ${request.url} ${request.headers.authorization ?? request.headers.cookie ?? ''}`,
      );
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    feed = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/app`);
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test('reads the version out of the file that electron-builder writes, and sends nothing of ours', async () => {
    const body =
      "version: 1.20.3\nfiles:\n  - url: sessiondeck.zip\npath: sessiondeck.zip\nreleaseDate: '2026-11-21'\n";
    answer = { status: 200, body };
    expect(await newestVersion(feed)).toBe('1.20.3');
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatch(/^GET \/app\/latest(-mac|-linux(-\w+)?)?\.yml $/);
  });

  test.each([
    ['a status that is not 200', { status: 404, body: 'version: 1.2.3\n' }],
    ['a redirect', { status: 302, body: '', headers: { location: '/elsewhere' } }],
    ['a page', { status: 200, body: '<html>version: 1.2.3</html>' }],
    ['words instead of a version', { status: 200, body: 'version: call 555 now\n' }],
    ['more than 64 KiB', { status: 200, body: `version: 1.2.3\n${'#'.repeat(70_000)}` }],
  ])('%s is no version', async (_, given) => {
    answer = given;
    await expect(newestVersion(feed)).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });
});

test.each([
  ['1.0.1', '1.0.0', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.9.9', true],
  ['1.0.0', '1.0.0', false],
  ['1.0.0', '1.0.1', false],
  ['0.9.9', '1.0.0', false],
  ['1.0.0', '1.0.0-beta.1', false],
])('%s after %s: %s', (version, than, newer) => {
  expect(isNewer(version, than)).toBe(newer);
});
