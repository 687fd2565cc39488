import type { Socket } from 'node:net';
import { z } from 'zod';
import type { ApiRequest } from '../../../electron/adapters/adapter.ts';
import type { Wire } from '../../../electron/host/http/call.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import type { RetryKind } from '../../../electron/host/http/retry.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { patient } from '../../support/host.ts';
import { reply } from '../../support/servers/raw-server.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';

export const key = 'sk_test_canary_8f3b21';

export const requests: Record<RetryKind, ApiRequest<unknown>> = {
  read: { method: 'GET', path: '/sessions', answer: z.unknown() },
  absorbing: { method: 'DELETE', path: '/sessions', answer: z.unknown(), repeat: 'absorbing' },
  once: { method: 'POST', path: '/sessions', answer: z.unknown() },
};

export interface Asked {
  kind?: RetryKind;
  budget?: number;
  wire?: Wire;
  options?: Parameters<typeof openApi>[3];
}

export async function ask(
  baseUrl: string,
  { kind = 'read', budget = patient, wire = testWire(), options }: Asked = {},
): Promise<unknown> {
  const deadline = new Deadline(budget);
  try {
    return await openApi(clerkAt(baseUrl, key), deadline, wire, options).request(requests[kind]);
  } finally {
    deadline.end();
  }
}

export const sends = (bytes: Buffer) => (socket: Socket) => void socket.write(bytes);
export const drops = (socket: Socket) => void socket.destroy();
export const status = (code: number, headers = {}) => sends(reply(`${code} Status`, headers, ''));
