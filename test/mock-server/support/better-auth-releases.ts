/** The releases of better-auth that the tests have as peers. Before 1.5 sessions in a secondary storage have no id. */
export const releases = ['1.7.25', '1.7.7', '1.4.22'] as const;
export type Release = (typeof releases)[number];

/** What of a release makes a server. All are used as the newest is typed: what is called here is the same in each. */
type Parts = Pick<typeof import('better-auth'), 'betterAuth'> &
  Pick<typeof import('better-auth/adapters/memory'), 'memoryAdapter'> &
  Pick<typeof import('better-auth/node'), 'toNodeHandler'> &
  Pick<typeof import('better-auth/plugins'), 'bearer' | 'multiSession'>;

/** What each is called among the packages: the older ones are npm aliases. */
const packages: Record<Release, string> = {
  '1.7.25': 'better-auth',
  '1.7.7': 'better-auth-1-7-7',
  '1.4.22': 'better-auth-1-4-22',
};

export async function loadRelease(release: Release): Promise<Parts> {
  const name = packages[release];
  const paths = [name, `${name}/adapters/memory`, `${name}/node`, `${name}/plugins`];
  const modules = await Promise.all(paths.map((path) => import(path) as Promise<object>));
  return Object.assign({}, ...modules) as Parts;
}
