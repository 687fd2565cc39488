import type { ServerResponse } from 'node:http';
import { type Answer, empty } from '../answer.ts';
import type { FaultEffects } from './effect.ts';

/** Faults of the connection: when the answer comes, and how much of it. */
export const wires: FaultEffects<'latency' | 'drop-before' | 'drop-after' | 'half-body' | 'drip' | 'stall'> =
  {
    latency: {
      words: 'Answers late.',
      defaults: { ms: 2000, jitterMs: 0 },
      waitMs: ({ ms, jitterMs }) => ms + Math.random() * jitterMs,
    },
    'drop-before': {
      words: 'Breaks the connection before anything has happened.',
      defaults: {},
      instead: () => empty(200),
      send: (response) => void response.destroy(),
    },
    'drop-after': {
      words: 'Does what was asked, and breaks the connection without an answer.',
      defaults: {},
      send: (response) => void response.destroy(),
    },
    'half-body': {
      words: 'Breaks the connection in the middle of the answer.',
      defaults: {},
      send: sendHalf,
    },
    drip: {
      words: 'Sends the answer byte by byte, and never comes to its end.',
      defaults: { ms: 50 },
      send: (response, answer, { ms }) => drip(response, answer, ms),
    },
    stall: {
      words: 'Sends the head of an answer, and then nothing.',
      defaults: {},
      send: (response, { status, headers }) => response.writeHead(status, headers).flushHeaders(),
    },
  };

/** An answer without body promises one anyway. */
function sendHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  const bytes = Buffer.from(body);
  const promised = Math.max(bytes.length, 2);
  response.writeHead(status, { ...headers, 'content-length': promised });
  response.write(bytes.subarray(0, Math.floor(promised / 2)), () => void response.destroy());
}

function drip(response: ServerResponse, { status, headers, body }: Answer, ms: number): void {
  const bytes = Buffer.from(body);
  let sent = 0;
  response.writeHead(status, headers).flushHeaders();
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1).length === 1 ? bytes.subarray(sent, sent + 1) : ' ');
    sent += 1;
  }, ms);
  response.once('close', () => clearInterval(timer));
}
