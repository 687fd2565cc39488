import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Carrier } from '../../../electron/bridge/crossing/connect.ts';
import type { Route } from '../../../electron/web/routes.ts';
import { startWebShell } from '../../../electron/web/server.ts';
import { bytesOf, sendBytes } from '../../proof/hostile/send.ts';
import { openPage } from './carriers.ts';
import { newFolder } from '../../../scripts/folders.ts';

export type Headers = [string, string][];

/** A browser shell on a page of one line, which counts what gets through to the host. */
export async function openShell(table?: readonly Route[]) {
  const folder = newFolder();
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Sessiondeck</title>');
  writeFileSync(join(folder, 'secret.pem'), 'not for the page');
  const effects: string[] = [];
  const warnings: string[] = [];
  const carrier: Carrier = {
    invoke(method) {
      effects.push(method);
      return Promise.resolve({ ok: true, value: 'done' });
    },
    subscribe(event) {
      effects.push(event);
      return () => undefined;
    },
  };
  const warn = (line: string) => void warnings.push(line);
  const shell = await startWebShell(carrier, folder, { warn, ...(table ? { table } : {}) });
  const page = await openPage(shell.address());
  const authority = `127.0.0.1:${shell.port}`;
  /** The headers of the page itself, by which it gets through. */
  const own: Headers = [
    ['Host', authority],
    ['Origin', `http://${authority}`],
    ['Content-Type', 'application/json'],
    ['X-Sessiondeck-Token', page.token],
  ];
  const ask = (method: string, target: string, headers: Headers = own, body = method === 'GET' ? '' : '{}') =>
    sendBytes(
      shell.port,
      bytesOf({ what: '', method, target, headers: [...headers, ['Connection', 'close']], body }),
    );
  return { shell, page, own, effects, warnings, ask };
}

/** The status of the first answer; 0 where there was none. */
export function statusOf(answers: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answers)?.[1] ?? 0);
}

/** Headers without some of them, by name. */
export function without(headers: Headers, ...names: string[]): Headers {
  return headers.filter(([name]) => !names.includes(name));
}

export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends exactly these headers: fetch would correct some of them. */
export function askOf(
  port: number,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders,
  body = '',
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers, setHost: false };
    const request = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}
