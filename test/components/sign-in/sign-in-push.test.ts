import { describe, expect, test, vi } from 'vitest';
import { PushSignIn } from '../../../renderer/sign-in/push/push-sign-in.svelte.ts';
import { connectionId, waiting, bridgeWith, passing } from '../../support/page/page-attempts.ts';

describe('a push', () => {
  const prepared = {
    pushId: 'p1',
    shown: { ip: '192.0.2.1', userAgent: 'Sessiondeck', info: {}, logo: null },
    checkCode: '07',
    allowedAt: 0,
    allowedIn: 0,
    triesLeft: 3,
  };

  test('that nobody answers ends after a minute, in words', async () => {
    vi.useFakeTimers();
    const { bridge } = bridgeWith({
      'signIn.preparePush': () => Promise.resolve(prepared),
      'signIn.push': () => Promise.resolve(waiting),
      'signIn.check': () => Promise.resolve(waiting),
    });
    const push = new PushSignIn(bridge, connectionId);
    await push.prepare({ kind: 'user', userId: 'alice' }, '');
    expect(push.phase).toBe('prepared');
    await push.send();
    expect(push.phase).toBe('waiting');
    await passing(70);
    expect(push.phase).toBe('no-answer');
    vi.useRealTimers();
  });

  test('that somebody else approved is told apart from one that was approved', async () => {
    for (const [approval, phase] of [
      ['expected', 'approved'],
      ['unexpected', 'someone-else'],
      ['cannot-tell', 'cannot-tell'],
      [null, 'cannot-tell'],
    ] as const) {
      const { bridge } = bridgeWith({
        'signIn.preparePush': () => Promise.resolve(prepared),
        'signIn.push': () => Promise.resolve({ ...waiting, phase: 'signed-in', userId: 'chiara', approval }),
      });
      const push = new PushSignIn(bridge, connectionId);
      await push.prepare({ kind: 'user', userId: 'alice' }, '');
      await push.send();
      expect(push.phase).toBe(phase);
      push.stop();
    }
  });
});
