import { describe, expect, test, vi } from 'vitest';
import type { Handlers } from '../../../electron/bridge/crossing/serve.ts';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { QrSignIn } from '../../../renderer/sign-in/qr/qr-sign-in.svelte.ts';
import { connectionId, waiting, bridgeWith, passing } from '../../support/page/page-attempts.ts';

function failing(code: 'unreachable' | 'unsupported') {
  return () => Promise.reject(new BridgeError(failure({ code, tried: 'a call', got: 'a test' })));
}

describe('a sign-in by QR code', () => {
  test.each([
    ['seen', 'seen'],
    ['confirm', 'confirm'],
    ['declined', 'declined'],
    ['no-accounts', 'no-accounts'],
    ['signed-in', 'signed-in'],
  ] as const)('that the server calls %s is shown as such', async (phase, shown) => {
    vi.useFakeTimers();
    const { bridge } = bridgeWith({ 'signIn.check': () => Promise.resolve({ ...waiting, phase }) });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    expect(qr.phase).toBe('scan');
    await passing(2);
    expect(qr.phase).toBe(shown);
    await qr.cancel();
    vi.useRealTimers();
  });

  test('is renewed five times, then expires, and every nonce is given up', async () => {
    vi.useFakeTimers();
    let made = 0;
    const { bridge, cancelled } = bridgeWith({
      'signIn.qr': () => Promise.resolve({ ...waiting, attemptId: `a${(made += 1)}` }),
      'signIn.check': ({ attemptId }) => Promise.resolve({ ...waiting, attemptId }),
    });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(600);
    expect(qr.phase).toBe('expired');
    expect(made).toBe(6);
    expect(cancelled).toHaveBeenCalledTimes(6);
    vi.useRealTimers();
  });

  test('that cannot reach the server is offline, goes on asking, and recovers', async () => {
    vi.useFakeTimers();
    let down = true;
    const check: Handlers['signIn.check'] = () =>
      down ? failing('unreachable')() : Promise.resolve(waiting);
    const { bridge } = bridgeWith({ 'signIn.check': check });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(5);
    expect(qr.phase).toBe('offline');
    down = false;
    await passing(5);
    expect(qr.phase).toBe('scan');
    await qr.cancel();
    vi.useRealTimers();
  });

  test('that the API does not have is said to have failed, with the reason', async () => {
    const { bridge } = bridgeWith({ 'signIn.qr': failing('unsupported') });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    expect(qr.phase).toBe('failed');
    expect(qr.failure?.code).toBe('unsupported');
  });

  test('asks ever more slowly, and never while the page is hidden', async () => {
    vi.useFakeTimers();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(false);
    const check = vi.fn(() => Promise.resolve(waiting));
    const { bridge } = bridgeWith({ 'signIn.check': check });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(40);
    const asked = check.mock.calls.length;
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(25);
    hidden.mockReturnValue(true);
    await passing(4);
    const whenHidden = check.mock.calls.length;
    await passing(15);
    expect(check.mock.calls.length).toBe(whenHidden);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event('visibilitychange'));
    await passing(1);
    expect(check.mock.calls.length).toBeGreaterThan(whenHidden);
    await qr.cancel();
    hidden.mockRestore();
    vi.useRealTimers();
  });

  test('is checked at once when the server tells of a change', async () => {
    vi.useFakeTimers();
    const check = vi.fn(() => Promise.resolve({ ...waiting, phase: 'seen' as const }));
    const { bridge, hub } = bridgeWith({ 'signIn.check': check });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    hub.publish('signIn.changed', { connectionId, attemptId: 'a1' });
    await passing(0.01);
    expect(check).toHaveBeenCalledOnce();
    expect(qr.phase).toBe('seen');
    await qr.cancel();
    vi.useRealTimers();
  });

  test('that was scanned in the last second of the code before still counts', async () => {
    vi.useFakeTimers();
    let made = 0;
    let confirmed = '';
    const { bridge, cancelled } = bridgeWith({
      'signIn.qr': () => Promise.resolve({ ...waiting, attemptId: `a${(made += 1)}` }),
      'signIn.check': ({ attemptId }) => {
        const phase = attemptId === confirmed ? 'signed-in' : 'waiting';
        return Promise.resolve({ ...waiting, attemptId, phase, userId: 'alice' });
      },
    });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(65);
    expect(made).toBe(2);
    expect(cancelled).not.toHaveBeenCalled();
    confirmed = 'a1';
    await passing(5);
    expect(qr.phase).toBe('signed-in');
    expect(cancelled.mock.calls.map(([{ attemptId }]) => attemptId)).toEqual(['a2']);
    vi.useRealTimers();
  });

  test('that the phone has read and never answers is given up', async () => {
    vi.useFakeTimers();
    const { bridge, cancelled } = bridgeWith({
      'signIn.check': () => Promise.resolve({ ...waiting, phase: 'seen' }),
    });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(110);
    expect(qr.phase).toBe('seen');
    await passing(20);
    expect(qr.phase).toBe('no-answer');
    expect(cancelled).toHaveBeenCalledOnce();
    vi.useRealTimers();
  });

  test('is not stopped by an answer to a question of an earlier one', async () => {
    vi.useFakeTimers();
    const answers: ((value: SignInAttempt) => void)[] = [];
    const { bridge } = bridgeWith({
      'signIn.check': () => new Promise((resolve) => answers.push(resolve)),
    });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(2);
    await qr.cancel();
    await qr.start();
    await passing(2);
    answers[0]?.({ ...waiting, phase: 'signed-in' });
    await passing(0.01);
    expect(qr.phase).toBe('scan');
    answers[1]?.({ ...waiting, phase: 'seen' });
    await passing(0.01);
    expect(qr.phase).toBe('seen');
    await qr.cancel();
    vi.useRealTimers();
  });

  test('starts its minute anew when the server changes the code', async () => {
    vi.useFakeTimers();
    const { bridge } = bridgeWith({
      'signIn.check': () => Promise.resolve({ ...waiting, payload: btoa('second') }),
    });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    const before = qr.ends;
    await passing(3);
    expect(qr.attempt?.payload).toBe(btoa('second'));
    expect(qr.ends).toBeGreaterThan(before);
    await qr.cancel();
    vi.useRealTimers();
  });
});
