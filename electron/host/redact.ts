/** Secrets shorter than this are too common as text to be scrubbed by value. */
const shortest = 6;

/** The forms in which a secret may come back: as it is, decoded, percent-encoded, base64, base64url, JSON-escaped. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const forms = [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
  if (secret.includes('%')) forms.push(decode(secret));
  return forms.filter((form) => form.length >= shortest);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Makes a function that replaces every form of the given secrets in a text by `[redacted]`. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const forms = [...new Set([...secrets].flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((scrubbed, form) => scrubbed.replaceAll(form, '[redacted]'), text);
}

/** Cuts a foreign text to a length and makes its control characters visible. */
export function tame(text: string, longest = 300): string {
  // Control, bidi and zero-width characters could forge a line or turn the text around.
  const visible = text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
  return visible.length > longest ? `${visible.slice(0, longest)}…` : visible;
}
