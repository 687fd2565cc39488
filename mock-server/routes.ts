import type { Route } from './api.ts';

interface Match<Tables extends object> {
  route: Route<Tables>;
  parameters: Record<string, string>;
}

/** The route for a path below the base path. Case and a trailing slash count, as in the APIs' own routers. */
export function matchRoute<Tables extends object>(
  routes: Route<Tables>[],
  method: string,
  path: string,
): Match<Tables> | undefined {
  for (const route of routes) {
    const parameters = route.method === method ? matchPath(route.path, path) : undefined;
    if (parameters !== undefined) return { route, parameters };
  }
  return undefined;
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const expected = pattern.split('/');
  const actual = path.split('/');
  if (expected.length !== actual.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = actual[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    parameters[part.slice(1)] = decoded;
  }
  return parameters;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray % names nothing that could be found.
    return undefined;
  }
}
