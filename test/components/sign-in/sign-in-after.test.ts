import { describe, expect, test, vi } from 'vitest';
import { BridgeError, failure } from '../../../electron/bridge/failure.ts';
import type { SignInAttempt } from '../../../electron/bridge/sign-in.ts';
import { QrSignIn } from '../../../renderer/sign-in/qr/qr-sign-in.svelte.ts';
import { connectionId, waiting, bridgeWith, passing } from '../../support/page/page-attempts.ts';

function failing(code: 'unreachable') {
  return () => Promise.reject(new BridgeError(failure({ code, tried: 'a call', got: 'a test' })));
}

describe('once somebody has signed in by a QR code, it is asked after for as long as the code is good', () => {
  const signedIn = { ...waiting, phase: 'signed-in', userId: 'alice', wait: null } as const;

  async function confirmed() {
    vi.useFakeTimers();
    let answer: () => Promise<SignInAttempt> = () => Promise.resolve(signedIn);
    const check = vi.fn(() => answer());
    const { bridge, cancelled } = bridgeWith({ 'signIn.check': check });
    const qr = new QrSignIn(bridge, connectionId);
    await qr.start();
    await passing(2);
    expect(qr.phase).toBe('signed-in');
    return { qr, check, cancelled, answerWith: (next: typeof answer) => (answer = next) };
  }

  test('and who confirmed it as well is told of', async () => {
    const { qr, answerWith } = await confirmed();
    const before = { userId: 'alice', accountId: null };
    answerWith(() => Promise.resolve({ ...signedIn, userId: 'eve', before }));
    await passing(4);
    expect(qr.phase).toBe('signed-in');
    expect(qr.attempt).toMatchObject({ userId: 'eve', before });
    vi.useRealTimers();
  });

  test('and no longer', async () => {
    const { qr, check, cancelled } = await confirmed();
    await passing(62);
    const asked = check.mock.calls.length;
    await passing(30);
    expect(check.mock.calls.length).toBe(asked);
    expect(qr.phase).toBe('signed-in');
    expect(cancelled).not.toHaveBeenCalled();
    vi.useRealTimers();
  });

  test('and a question that fails changes nothing of who signed in', async () => {
    const { qr, check, answerWith } = await confirmed();
    answerWith(failing('unreachable'));
    await passing(8);
    expect(check.mock.calls.length).toBeGreaterThan(2);
    expect(qr.phase).toBe('signed-in');
    expect(qr.failure).toBeNull();
    expect(qr.attempt?.userId).toBe('alice');
    vi.useRealTimers();
  });

  test('and that its session has ended is found, with no code on show again', async () => {
    const { qr, answerWith } = await confirmed();
    expect(qr.ended).toBe(false);
    answerWith(() => Promise.resolve(waiting));
    await passing(4);
    expect(qr.ended).toBe(true);
    expect(qr.phase).toBe('signed-in');
    expect(qr.attempt?.userId).toBe('alice');
    answerWith(() => Promise.resolve({ ...signedIn, userId: 'eve' }));
    await passing(4);
    expect(qr.ended).toBe(false);
    expect(qr.attempt?.userId).toBe('eve');
    vi.useRealTimers();
  });

  test('and a new code begins without what was found of the old one', async () => {
    const { qr, answerWith } = await confirmed();
    answerWith(() => Promise.resolve(waiting));
    await passing(4);
    await qr.start();
    expect(qr.ended).toBe(false);
    expect(qr.phase).toBe('scan');
    await qr.cancel();
    vi.useRealTimers();
  });
});
