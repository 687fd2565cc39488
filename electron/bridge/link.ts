/** What a `sessiondeck://` link opens. A link only ever shows something: it carries no secret and performs no action. */
export interface Link {
  connectionId: string;
  sessionId: string | null;
  /** Text to search for in the list. */
  search: string | null;
}

export const linkScheme = 'sessiondeck';

const longestSearch = 200;

const form = new RegExp(
  `^${linkScheme}://connection/([\\w-]{1,64})(?:/session/([\\w-]{1,64}))?/?(?:\\?q=([\\w.~%+-]{1,900}))?$`,
);

/** The link as text, for the clipboard. */
export function writeLink({ connectionId, sessionId, search }: Link): string {
  const session = sessionId === null ? '' : `/session/${sessionId}`;
  const query = search === null ? '' : `?q=${encodeURIComponent(search).replace(/[!'()*]/g, escaped)}`;
  return `${linkScheme}://connection/${connectionId}${session}${query}`;
}

/** Parses text that anybody may have written; null unless it is exactly one of our links. */
export function readLink(text: string): Link | null {
  const [, connectionId, sessionId = null, query] = form.exec(text) ?? [];
  if (connectionId === undefined) return null;
  if (query === undefined) return { connectionId, sessionId, search: null };
  const search = decoded(query);
  // Control and bidirectional characters would display differently from what is searched for.
  if (search === null || search.length > longestSearch || /\p{C}/u.test(search)) return null;
  return { connectionId, sessionId, search };
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function decoded(query: string): string | null {
  try {
    return decodeURIComponent(query.replaceAll('+', '%20'));
  } catch {
    // An incomplete escape, or bytes that are not UTF-8: we did not write this link.
    return null;
  }
}
