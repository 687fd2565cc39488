import type { Socket } from 'node:net';
import { z } from 'zod';
import type { ApiRequest } from '../../../electron/adapters/adapter.ts';
import { Deadline } from '../../../electron/host/http/deadline.ts';
import { openApi } from '../../../electron/host/http/wire.ts';
import { patient } from '../../support/host.ts';
import { clerkAt, testWire } from '../../support/servers/wire.ts';

export const key = 'sk_test_canary_8f3b21';
export const json = { 'Content-Type': 'application/json' };

export interface Asked extends Partial<ApiRequest<unknown>> {
  budget?: number;
  secretKey?: string;
}

/** Asks a server as the Clerk adapter would. */
export async function ask(
  baseUrl: string,
  { budget = patient, secretKey = key, ...request }: Asked = {},
): Promise<unknown> {
  const deadline = new Deadline(budget);
  try {
    const whole = { method: 'GET', path: '/sessions', answer: z.unknown(), ...request } as const;
    return await openApi(clerkAt(baseUrl, secretKey), deadline, testWire()).request(whole);
  } finally {
    deadline.end();
  }
}

export const sends = (bytes: string | Buffer) => (socket: Socket) => void socket.write(bytes);
