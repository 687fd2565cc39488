import type { ApiInfo } from '../../electron/bridge/api.ts';
import type { Connection } from '../../electron/bridge/connection.ts';
import type { KeyStatus } from '../../electron/bridge/key.ts';
import { m } from '../messages/compiled/messages.js';

const kinds: Record<Connection['kind'], () => string> = {
  demo: m.kind_demo,
  development: m.kind_development,
  staging: m.kind_staging,
  production: m.kind_production,
};

export function kindWord(kind: Connection['kind']): string {
  return kinds[kind]();
}

/** True for an API that signs people in with a phone: by a QR code or a push. */
export function canByPhone(api: ApiInfo | undefined): boolean {
  return api?.can.some((ability) => ability === 'qr' || ability === 'push') ?? false;
}

/** What is wrong with a connection's key, if anything is. A demo's key lives in memory on purpose. */
export function keyProblem(
  connection: Connection,
  api: ApiInfo | undefined,
  key: KeyStatus | undefined,
): { kind: 'absent' | 'locked' | 'changed' | 'elsewhere' | 'memory'; word: string } | null {
  if (!key || !api) return null;
  const needsKey = api.secrets.some(({ required }) => required) || api.can.includes('signIn');
  if (key.state === 'locked') return { kind: 'locked', word: m.key_locked() };
  if (key.state === 'elsewhere') return { kind: 'elsewhere', word: m.key_elsewhere() };
  if (key.state === 'changed') return { kind: 'changed', word: m.key_changed() };
  if (key.wasInMemory) return { kind: 'absent', word: m.key_was_in_memory() };
  if (key.state === 'absent') return needsKey ? { kind: 'absent', word: m.key_absent() } : null;
  if (key.store === 'memory' && connection.kind !== 'demo') return { kind: 'memory', word: m.key_memory() };
  return null;
}
