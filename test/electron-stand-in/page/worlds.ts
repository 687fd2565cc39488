import { decode, encode, type Encoded } from './codec.ts';
import { openCrossing } from './crossing.ts';

/** What the page tells of itself, as JSON, by a function that only the preload's world has. */
export type FromPage =
  | { kind: 'invoke'; id: number; channel: string; args: Encoded }
  | { kind: 'send'; channel: string; args: Encoded }
  | { kind: 'key'; key: string; code: string; modifiers: string[] }
  | { kind: 'title'; title: string }
  | { kind: 'context-menu'; x: number; y: number; selectionText: string; isEditable: boolean };

/** What comes back to it. */
export type ToPage =
  | { kind: 'reply'; id: number; value: Encoded }
  | { kind: 'refuse'; id: number; message: string }
  | { kind: 'event'; channel: string; args: Encoded };

declare global {
  /** In the preload's world alone. */
  var standInTell: (text: string) => void;
  var standInTake: (message: ToPage) => void;
}

export const preloadWorld = 'electron-preload';

type Listener = (event: object, ...args: unknown[]) => void;
type RunPreload = (require: (name: string) => unknown, module: object, exports: object) => void;

/** The preload's world: `require` with the two parts of `electron` that a sandboxed preload is given here. */
function isolatedWorld(name: string, runPreload: RunPreload): void {
  if (window !== window.top) return;
  const tell = standInTell;
  const post = (message: FromPage) => tell(JSON.stringify(message));
  const { expose } = openCrossing(name, 'isolated', 'main');
  const listeners = new Map<string, Set<Listener>>();
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let last = 0;
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = (last += 1);
        post({ kind: 'invoke', id, channel, args: encode(args) });
        waiting.set(id, { resolve, reject });
      }),
    send: (channel: string, ...args: unknown[]) => post({ kind: 'send', channel, args: encode(args) }),
    on(channel: string, listener: Listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    removeListener(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };
  globalThis.standInTake = (message) => {
    if (message.kind === 'event') {
      const args = decode(message.args) as unknown[];
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'reply') call?.resolve(decode(message.value));
    else call?.reject(new Error(message.message));
  };
  const electron = { ipcRenderer, contextBridge: { exposeInMainWorld: expose } };
  addEventListener('keydown', (event) => {
    const { key, code, ctrlKey: control, shiftKey: shift, altKey: alt, metaKey: meta } = event;
    const modifiers = Object.entries({ control, shift, alt, meta }).flatMap(([held, down]) =>
      down ? [held] : [],
    );
    post({ kind: 'key', key, code, modifiers });
  });
  addEventListener('contextmenu', (event) => {
    const { clientX: x, clientY: y, target } = event;
    const isEditable = target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]');
    post({ kind: 'context-menu', x, y, isEditable, selectionText: String(getSelection() ?? '') });
    event.preventDefault();
  });
  let title = '';
  const tellTitle = () => {
    if (document.title !== title) post({ kind: 'title', title: (title = document.title) });
  };
  addEventListener('DOMContentLoaded', () => {
    tellTitle();
    const whole = { childList: true, subtree: true, characterData: true };
    new MutationObserver(tellTitle).observe(document.head, whole);
  });
  const module = { exports: {} };
  const require = (wanted: string) => {
    if (wanted === 'electron') return electron;
    throw new Error(`module not found: ${wanted}`);
  };
  runPreload(require, module, module.exports);
}

/** The two scripts of a window, in the order in which they have to run in each new document. */
export function scriptsFor(name: string, preload: string): { main: string; isolated: string } {
  const main = `if (window === window.top) (${openCrossing.toString()})(${JSON.stringify(name)}, 'main', 'isolated');`;
  const parts = [encode, decode, openCrossing].map((part) => part.toString()).join('\n');
  const run = `(require, module, exports) => {${preload}\n}`;
  const isolated = `(() => {${parts}\n(${isolatedWorld.toString()})(${JSON.stringify(name)}, ${run});})();`;
  return { main, isolated };
}
