import { EventEmitter } from 'node:events';
import type { Clipboard } from 'electron';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askWhereToSave } from '../../electron/main/outward/downloads.ts';
import { openPhone } from '../../electron/main/outward/external.ts';
import { confirmPerson, lockWithSystem } from '../../electron/main/lock.ts';
import { openSecretClipboard } from '../../electron/main/secret-clipboard.ts';
import { failureOf } from '../support/host.ts';
import { preventable, recorder } from './fakes.ts';

describe('addresses that are handed to the system', () => {
  async function opened(address: string): Promise<unknown[]> {
    const urls: unknown[] = [];
    await openPhone({ openExternal: async (url) => void urls.push(url) }, address).catch(() => undefined);
    return urls;
  }

  test.each([1, 80, 8080, 65_535])('the demo’s phone on port %i is opened', async (port) => {
    expect(await opened(`http://127.0.0.1:${port}/_phone`)).toEqual([`http://127.0.0.1:${port}/_phone`]);
  });

  test.each([
    ...[
      'https://example.com/',
      'http://example.com/_phone',
      'http://127.0.0.1/_phone',
      'http://127.0.0.1:80/',
    ],
    ...['http://127.0.0.1:80/_phone?x=1', 'http://127.0.0.1:80/_phone#x', 'http://127.0.0.1:80/_phone/..'],
    ...['http://127.0.0.1:99999/_phone', 'http://127.0.0.1:0/_phone', 'http://127.0.0.1:080/_phone'],
    ...[
      'http://user@127.0.0.1:80/_phone',
      'http://127.0.0.1:80@evil.com/_phone',
      'http://localhost:80/_phone',
    ],
    ...['http://[::1]:80/_phone', 'https://127.0.0.1:80/_phone', 'http:\\\\127.0.0.1:80\\_phone'],
    ...['file:///etc/passwd', '\\\\host\\share', 'smb://host/share', 'ms-msdt:/id', 'search-ms:query=x'],
    ...['javascript:alert(1)', 'mailto:a@example.com', 'vscode://x', 'sessiondeck://connection/a', 'data:,x'],
    ...[' http://127.0.0.1:80/_phone', 'http://127.0.0.1:80/_phone\n', 'http://127.0.0.1:80/_phone\0', ''],
  ])('“%s” is not', async (address) => {
    expect(await opened(address)).toEqual([]);
    expect(await failureOf(openPhone({ openExternal: async () => undefined }, address))).toMatchObject({
      code: 'unsupported',
    });
  });

  test('nothing else ever is', async () => {
    const end = fc.oneof(
      fc.string(),
      fc.constantFrom('/_phone', '/_phone/', '/_phone?', '@x/_phone', ':1/_phone'),
    );
    const start = fc.constantFrom(
      '',
      'http://127.0.0.1',
      'http://127.0.0.1:80',
      'https://example.com',
      'file://',
    );
    const address = fc.tuple(start, end).map((parts) => parts.join(''));
    const phone = /^http:\/\/127\.0\.0\.1:\d+\/_phone$/;
    await fc.assert(
      fc.asyncProperty(address, async (given) =>
        (await opened(given)).every((url) => phone.test(String(url))),
      ),
      { numRuns: 2000 },
    );
  });
});

describe('a secret on the clipboard', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  function clipboardWith(text = '') {
    const clipboard = {
      text,
      readText: async () => clipboard.text,
      writeText: async (written: string) => void (clipboard.text = written),
      clear: () => void (clipboard.text = ''),
    };
    return clipboard satisfies Pick<Clipboard, 'readText' | 'writeText' | 'clear'>;
  }
  const open = (clipboard: ReturnType<typeof clipboardWith>) =>
    openSecretClipboard(clipboard, (error) => expect.fail(String(error)));

  test('is there until its seconds are over', async () => {
    const clipboard = clipboardWith();
    await open(clipboard).copy('a token', 30);
    await vi.advanceTimersByTimeAsync(29_999);
    expect(clipboard.text).toBe('a token');
    await vi.advanceTimersByTimeAsync(1);
    expect(clipboard.text).toBe('');
  });

  test('leaves what the person copied since', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard);
    await secrets.copy('a token', 30);
    clipboard.text = 'my own';
    await vi.advanceTimersByTimeAsync(30_000);
    await secrets.clear();
    expect(clipboard.text).toBe('my own');
  });

  test('is cleared at once when Sessiondeck locks or ends, and only if there is one', async () => {
    const clipboard = clipboardWith('from before');
    const secrets = open(clipboard);
    await secrets.clear();
    expect(clipboard.text).toBe('from before');
    await secrets.copy('a token', 30);
    await secrets.clear();
    expect(clipboard.text).toBe('');
    clipboard.text = 'a token';
    await vi.advanceTimersByTimeAsync(30_000);
    expect(clipboard.text).toBe('a token');
  });

  test('has its own seconds when another was copied before', async () => {
    const clipboard = clipboardWith();
    const secrets = open(clipboard);
    await secrets.copy('first', 30);
    await vi.advanceTimersByTimeAsync(20_000);
    await secrets.copy('second', 30);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(clipboard.text).toBe('second');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(clipboard.text).toBe('');
  });

  test('that cannot be written is told to whoever asked', async () => {
    const clipboard = { ...clipboardWith(), writeText: () => Promise.reject(new Error('no clipboard')) };
    await expect(open(clipboard).copy('a token', 30)).rejects.toThrow('no clipboard');
  });
});

describe('the lock', () => {
  test.each(['suspend', 'lock-screen'])('falls on %s where the person wants that', (event) => {
    const monitor = new EventEmitter();
    let wanted = true;
    let locked = 0;
    lockWithSystem(monitor as never, { wanted: () => wanted, lock: () => (locked += 1) });
    monitor.emit(event);
    expect(locked).toBe(1);
    monitor.emit('resume');
    monitor.emit('unlock-screen');
    wanted = false;
    monitor.emit(event);
    expect(locked).toBe(1);
  });

  test.each([
    ['darwin', true, true, true],
    ['darwin', true, false, false],
    ['darwin', false, false, true],
    ['win32', true, false, true],
    ['linux', true, false, true],
  ] as const)('%s, Touch ID there: %s, shown: %s → opens: %s', async (platform, there, shown, opens) => {
    let asked = 0;
    const promptTouchID = () => {
      asked += 1;
      return shown ? Promise.resolve() : Promise.reject(new Error('cancelled'));
    };
    expect(await confirmPerson(platform, { canPromptTouchID: () => there, promptTouchID })).toBe(opens);
    expect(asked).toBe(platform === 'darwin' && there ? 1 : 0);
  });
});

describe('downloads', () => {
  function download(url: string, contentsId = 7, filename = 'audit.csv') {
    const { note, called } = recorder({ getURL: url, getFilename: filename });
    const session = new EventEmitter();
    askWhereToSave(session as never, { own: () => ({ id: 7 }), folder: () => '/downloads' });
    const event = preventable({});
    const item = {
      ...{ getURL: note('getURL'), getFilename: note('getFilename') },
      setSaveDialogOptions: note('options'),
    };
    session.emit('will-download', event, item, { id: contentsId });
    return { prevented: event.prevented, options: called('options') };
  }

  test('what our page made of its own data is saved where the person says', () => {
    const expected = { prevented: false, options: [[{ defaultPath: '/downloads/audit.csv' }]] };
    expect(download('blob:app://page/1b9d6bcd')).toEqual(expected);
  });

  test('a name that leads elsewhere is a name only', () => {
    const [options] = download('blob:app://page/1', 7, '../../.bashrc').options;
    expect(options).toEqual([{ defaultPath: '/downloads/.bashrc' }]);
  });

  test.each([
    'https://example.com/x.exe',
    'blob:https://example.com/1',
    'app://page/assets/x.js',
    'data:,x',
    '',
  ])('“%s” is not saved', (url) => expect(download(url).prevented).toBe(true));

  test('nothing is saved for contents that are not our window’s', () => {
    expect(download('blob:app://page/1', 8).prevented).toBe(true);
  });
});
