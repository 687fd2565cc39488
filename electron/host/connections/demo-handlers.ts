import { fail } from '../../bridge/failure.ts';
import type { Handlers } from '../../bridge/crossing/serve.ts';
import type { Demo, DemoApi } from './demo.ts';

/** The calls that control the faults of the demo's servers; other connections throw `unsupported`. */
export function demoHandlers(
  demo: Demo | null,
): Pick<Handlers, 'demo.faults' | 'demo.addFault' | 'demo.clearFaults'> {
  function find(connectionId: string): DemoApi {
    const got = 'only the demo can be made to misbehave';
    return demo?.apis.get(connectionId) ?? fail({ code: 'unsupported', tried: 'demo', got });
  }

  return {
    'demo.faults': async ({ connectionId }) => find(connectionId).look(),
    async 'demo.addFault'({ connectionId, kind, operation, times }) {
      const api = find(connectionId);
      api.add(kind, operation, times);
      return api.look();
    },
    async 'demo.clearFaults'({ connectionId }) {
      const api = find(connectionId);
      api.clear();
      return api.look();
    },
  };
}
