import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeLink, type Link } from '../../electron/bridge/link.ts';
import { linkIn, takeLinks } from '../../electron/main/outward/links.ts';
import { isPrevented } from './fakes.ts';

const link: Link = { connectionId: 'demo-clerk', sessionId: null, search: null };
const text = writeLink(link);
const other: Link = { connectionId: 'other', sessionId: 'abc', search: 'ann smith' };

describe('a command line', () => {
  test.each<[string, unknown[]]>([
    ['of a package', ['/opt/sessiondeck', text]],
    ['of Electron and its app', ['/electron', '/work/app', text]],
    ['that Chromium put its own switches into', ['s.exe', '--allow-file-access-from-files', '--x=1', text]],
    ['with two links', ['s', text, writeLink(other)]],
  ])('%s opens its first link', (_, argv) => {
    expect(linkIn(argv)).toEqual(link);
  });

  test.each<[string, unknown[]]>([
    ['nothing but the program', [text]],
    ['a switch that holds a link', ['s', `--open=${text}`, `--${text}`]],
    ['switches for Chromium', ['s', '--no-sandbox', '--remote-debugging-port=1', '--load-extension=/x']],
    ['a script', ['s', 'javascript:alert(1)', '-e', 'process.exit()', '--require=/x.js']],
    ['a file', ['s', '/etc/passwd', 'file:///etc/passwd', '..\\..\\x']],
    ['an act', ['s', `${text}/session/abc/end`, `${text}?end=1`]],
    ['what is no text', ['s', null, undefined, 7, { toString: () => text }, [text]]],
    ['nothing at all', []],
  ])('with %s opens nothing', (_, argv) => {
    expect(linkIn(argv)).toBeNull();
  });

  test('of anything opens nothing and throws nothing', () => {
    const word = fc.oneof(
      fc.string(),
      fc.anything(),
      fc.string().map((end) => `sessiondeck://${end}`),
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => linkIn(argv) === null),
      { numRuns: 2000 },
    );
  });
});

describe('the app', () => {
  function taking(argv: string[], isPackaged = false) {
    const registered: string[] = [];
    const setAsDefaultProtocolClient = (scheme: string) => registered.push(scheme) > 0;
    const app = Object.assign(new EventEmitter(), { isPackaged, setAsDefaultProtocolClient });
    const links = takeLinks(app as never, argv);
    const opened: (Link | null)[] = [];
    const begin = () => links.begin((each) => opened.push(each));
    const second = (given: unknown) => app.emit('second-instance', {}, given);
    return { app, begin, opened, second, registered };
  }

  test('opens the link that it was started with, once it can', () => {
    const { begin, opened } = taking(['s', text]);
    expect(opened).toEqual([]);
    begin();
    expect(opened).toEqual([link]);
  });

  test('opens a link that came before it was ready, and on macOS keeps the system from opening it elsewhere', () => {
    const { app, begin, opened } = taking(['s']);
    const event = { preventDefault: () => undefined };
    app.emit('open-url', event, text);
    app.emit('open-url', event, 'https://example.com');
    begin();
    expect(opened).toEqual([link]);
    expect(isPrevented(app, 'open-url')).toBe(true);
  });

  test('comes to the front at a second start, and opens its link if it has one of ours', () => {
    const { begin, opened, second } = taking(['s']);
    begin();
    second(['s']);
    second(['s', '--no-sandbox', 'https://example.com']);
    second(['s', writeLink(other)]);
    expect(opened).toEqual([null, null, other]);
  });

  test('is registered for its links only where it is packaged', () => {
    expect(taking(['s'], true).registered).toEqual(['sessiondeck']);
    expect(taking(['s']).registered).toEqual([]);
  });
});
