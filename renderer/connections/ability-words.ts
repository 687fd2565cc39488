import type { ApiInfo } from '../../electron/bridge/api.ts';
import { m } from '../messages/compiled/messages.js';

/** Those worth telling a person who chooses an API; the page has no word for the others. */
const words: Partial<Record<string, () => string>> = {
  list: m.can_list,
  get: m.can_get,
  end: m.can_end,
  switch: m.can_switch,
  verify: m.can_verify,
  mint: m.can_mint,
  signIn: m.can_sign_in,
  qr: m.can_qr,
  push: m.can_push,
};

/** What an API can do, in words. */
export function abilityWords(can: ApiInfo['can']): string {
  return can.flatMap((ability) => words[ability]?.() ?? []).join(' · ');
}
