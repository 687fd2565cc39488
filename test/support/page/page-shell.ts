import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import type { ShellState } from '../../../electron/bridge/shell.ts';
import { shellHandlers } from './page-shell-handlers.ts';
import { openPage } from './page.ts';

type Call = Extract<keyof Handlers, `shell.${string}`>;

/** The page in a desktop window; `asked` has what it asked of the shell, in order. */
export async function openDesktop(overrides: Partial<Handlers> = {}, connectionId?: string) {
  const asked: { call: string; input: unknown }[] = [];
  const handlers = { ...shellHandlers('desktop'), ...overrides };
  const heard = (call: Call) => {
    const answer = handlers[call] as (input: unknown) => Promise<unknown>;
    return [call, async (input: unknown) => (asked.push({ call, input }), answer(input))] as const;
  };
  const calls = Object.keys(handlers).filter((name): name is Call => name.startsWith('shell.'));
  const opened = await openPage(
    { ...handlers, ...(Object.fromEntries(calls.map(heard)) as Partial<Handlers>) },
    connectionId,
  );
  return {
    ...opened,
    asked,
    inputsOf: (call: Call) => asked.filter((each) => each.call === call).map(({ input }) => input),
  };
}

/** Answers of a shell whose lock can be set from outside, as a menu bar or a sleeping machine sets it. */
export function lockable(kind: ShellState['kind'] = 'browser') {
  const state: ShellState = { kind, locked: false, theme: null };
  const set = (locked: boolean) => async () => {
    state.locked = locked;
    return { ...state };
  };
  return {
    state,
    handlers: {
      'shell.read': async () => ({ ...state }),
      'shell.lock': set(true),
      'shell.unlock': set(false),
    } satisfies Partial<Handlers>,
  };
}
