import { randomInt } from 'node:crypto';
import { arch, hostname, networkInterfaces, platform } from 'node:os';
import type { PushContext } from '../../adapters/adapter.ts';
import { logo } from './logo.ts';

const systems: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'macOS',
  linux: 'Linux',
  win32: 'Windows',
};

/** Two digits for the person to compare with those on the phone. */
export function newCheckCode(): string {
  return String(randomInt(100)).padStart(2, '0');
}

/** What the phone will show: this machine, Sessiondeck, and what else is to be said (title → text). */
export function contextFor(version: string, said: Record<string, string>): PushContext {
  const info = { ...said, Computer: hostname() };
  return {
    ip: ownAddress(),
    userAgent: `Sessiondeck/${version} (${systems[platform()] ?? platform()} ${arch()})`,
    info,
    logo,
  };
}

/** This machine's own address in its network; the one the internet sees is not known here. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}
