/** The releases of better-auth that the tests have as peers. Before 1.5 sessions in a secondary storage have no id. */
export const releases = ['1.7.25', '1.7.7', '1.4.22'] as const;
export type Release = (typeof releases)[number];

/** What of a release makes a server. All are used as the newest is typed: what is called here is the same in each. */
type Parts = Pick<typeof import('better-auth'), 'betterAuth'> &
  Pick<typeof import('better-auth/adapters/memory'), 'memoryAdapter'> &
  Pick<typeof import('better-auth/node'), 'toNodeHandler'> &
  Pick<typeof import('better-auth/plugins'), 'bearer' | 'multiSession'>;

const load: Record<Release, () => Promise<object[]>> = {
  '1.7.25': () =>
    Promise.all([
      import('better-auth'),
      import('better-auth/adapters/memory'),
      import('better-auth/node'),
      import('better-auth/plugins'),
    ]),
  '1.7.7': () =>
    Promise.all([
      import('better-auth-1-7-7'),
      import('better-auth-1-7-7/adapters/memory'),
      import('better-auth-1-7-7/node'),
      import('better-auth-1-7-7/plugins'),
    ]),
  '1.4.22': () =>
    Promise.all([
      import('better-auth-1-4-22'),
      import('better-auth-1-4-22/adapters/memory'),
      import('better-auth-1-4-22/node'),
      import('better-auth-1-4-22/plugins'),
    ]),
};

export async function loadRelease(release: Release): Promise<Parts> {
  const modules = await load[release]();
  return Object.assign({}, ...modules) as Parts;
}
