import { randomInt } from 'node:crypto';
import { arch, hostname, networkInterfaces, platform } from 'node:os';
import type { PushContext } from '../../adapters/adapter.ts';
import { logo } from './logo.ts';

const systems: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'macOS',
  linux: 'Linux',
  win32: 'Windows',
};

/** Two digits that the person compares with those on the phone. */
function newCheckCode(): string {
  return String(randomInt(100)).padStart(2, '0');
}

/** What the phone will show with one question. */
export interface Preview {
  checkCode: string;
  shown: PushContext;
}

/**
 * What the phone will show with one question: this machine, Sessiondeck, the connection, and the reason in the person's
 * words. Created for each question, because a laptop changes networks, and each gets a new random check code.
 */
export function previewFor(version: string, connection: string, reason: string): Preview {
  const checkCode = newCheckCode();
  const info = {
    'Check code': checkCode,
    Connection: connection,
    ...(reason ? { Reason: reason } : {}),
    Computer: hostname(),
    Note: 'Only confirm what you asked for yourself, and only where the check code is the same.',
  };
  const userAgent = `Sessiondeck/${version} (${systems[platform()] ?? platform()} ${arch()})`;
  return { checkCode, shown: { ip: ownAddress(), userAgent, info, logo } };
}

/** This machine's address in its own network; its public address is not known here. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
