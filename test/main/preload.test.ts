import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { channels } from '../../electron/bridge/crossing/channels.ts';
import { exposedCarrier } from '../../electron/preload/expose.ts';

function exposed() {
  const sent: unknown[][] = [];
  const invoke = async (...given: unknown[]) => void sent.push(given);
  const ipcRenderer = Object.assign(new EventEmitter(), { invoke });
  return { ipcRenderer, sent, carrier: exposedCarrier(ipcRenderer as never) };
}

test('the page gets two functions that it cannot replace', () => {
  const { carrier } = exposed();
  expect(Object.keys(carrier).sort()).toEqual(['invoke', 'subscribe']);
  expect(Object.isFrozen(carrier)).toBe(true);
  expect(() => Object.assign(carrier, { invoke: null })).toThrow(TypeError);
});

test('whatever the page calls with, one channel is used, and only a call and its input are sent', async () => {
  const { carrier, sent } = exposed();
  const invoke = carrier.invoke as (...given: unknown[]) => Promise<unknown>;
  const subscribe = carrier.subscribe as (...given: unknown[]) => () => void;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.anything(), { maxLength: 5 }), async (given) => {
      await invoke(...given);
      subscribe(...given)();
      const [channel, ...rest] = sent.at(-1) ?? [];
      return channel === channels.invoke && rest.length === 2;
    }),
    { numRuns: 1000 },
  );
});

test('a listener gets the payload of its own event, never Electron’s event, and nothing after it has left', () => {
  const { carrier, ipcRenderer } = exposed();
  const heard: unknown[][] = [];
  const stop = carrier.subscribe('audit.changed', (...given) => heard.push(given));
  const electronsEvent = { sender: ipcRenderer };
  ipcRenderer.emit(channels.event, electronsEvent, 'audit.changed', { a: 1 }, 'more');
  ipcRenderer.emit(channels.event, electronsEvent, 'keys.changed', { a: 2 });
  ipcRenderer.emit('another-channel', electronsEvent, 'audit.changed', { a: 3 });
  stop();
  ipcRenderer.emit(channels.event, electronsEvent, 'audit.changed', { a: 4 });
  expect(heard).toEqual([[{ a: 1 }]]);
});
