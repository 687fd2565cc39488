import type { ApiInfo } from '../../electron/bridge/api.ts';
import { m } from '../messages/compiled/messages.js';

const words: Record<ApiInfo['can'][number], () => string> = {
  list: m.can_list,
  get: m.can_get,
  end: m.can_end,
  switch: m.can_switch,
  verify: m.can_verify,
  mint: m.can_mint,
  signIn: m.can_sign_in,
};

export function abilityWord(ability: ApiInfo['can'][number]): string {
  return words[ability]();
}
