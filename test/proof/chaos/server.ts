import type { MockApi } from '../../../mock-server/index.ts';
import type { Random } from '../../../mock-server/random.ts';
import { betterAuth } from './apis/better-auth.ts';
import type { Kind, Received } from './apis/kind.ts';
import { nextauth } from './apis/nextauth.ts';
import { clerk, nestSessions, vault } from './apis/rest.ts';

const kinds: Record<string, Kind> = {
  'nest-sessions': nestSessions,
  'better-auth': betterAuth,
  vault,
  nextauth,
  clerk,
};

/** The APIs that chaos is tried on, in turn. */
export const chaosApis = Object.keys(kinds);

/** One API of the mock server: filled before a round, and asked for the truth after it. */
export class Server {
  readonly api: MockApi;
  readonly kind: Kind;
  readonly filters: Record<string, string>;

  constructor(api: MockApi) {
    const kind = kinds[api.id];
    if (!kind) throw new Error(`chaos does not know ${api.id}`);
    this.api = api;
    this.kind = kind;
    this.filters = kind.filters?.(api) ?? {};
  }

  /** Puts this many fresh sessions in the place of all others, and returns their names. */
  refill(count: number, random: Random): string[] {
    return this.kind.fill(this.api, count, random);
  }

  get settings(): Record<string, string> {
    return this.kind.settings?.(this.api) ?? this.api.access.settings;
  }

  /** What a key has to hold to see the sessions of this round. */
  get secrets(): Record<string, string> {
    return this.kind.secrets?.(this.api) ?? this.api.access.secrets;
  }

  /** The names of those that live. */
  living(): Set<string> {
    return this.kind.living(this.api);
  }

  toEnd(request: Received): string | null {
    return this.kind.toEnd(this.api, request);
  }
}
