/** Patterns of secrets anywhere in a text: in a header, by a key's name or prefix, a JWT, a password in a URL. */
const shapes: [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[^\s"',;]+/gi, '$1 [redacted]'],
  [/\b(sk|pk|rk|whsec)_[A-Za-z0-9_-]{6,}/g, '[redacted]'],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, '[redacted]'],
  [/\b((?:api|access|secret)?[_-]?(?:key|token|secret|password))=[^\s&"',;]+/gi, '$1=[redacted]'],
  [/(:\/\/)[^\s/@]+@/g, '$1[redacted]@'],
];

/** Replaces everything that looks like a secret: for a log, where an unknown secret may appear. */
export function scrubShapes(text: string): string {
  return shapes.reduce((scrubbed, [shape, by]) => scrubbed.replace(shape, by), text);
}

/** Cuts third-party text to a length, in characters, and makes its control characters visible. */
export function tame(text: string, longest = 300): string {
  // Control, bidi and zero-width characters, line separators and lone surrogates could forge a line or reorder the text.
  const visible = text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return visible.length > longest ? `${visible.slice(0, longest)}…` : visible;
}
