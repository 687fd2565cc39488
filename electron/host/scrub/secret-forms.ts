/** Secrets and forms shorter than this, in characters, are too common as text to be scrubbed by value. */
export const shortestForm = 6;

/**
 * The forms in which a secret may be echoed: as it is, decoded, percent-encoded in four ways, in base64 and base64url at
 * each of the three alignments, in hex of either case, JSON-escaped in two ways, HTML-escaped in three ways, in UTF-16,
 * and in lower case, as in the name of a header.
 */
export function formsOf(secret: string): string[] {
  const forms = [
    secret,
    secret.toLowerCase(),
    ...percentForms(secret),
    ...base64Forms(secret),
    ...escapedForms(secret),
  ];
  const hex = Buffer.from(secret).toString('hex');
  forms.push(hex, hex.toUpperCase(), Buffer.from(secret, 'utf16le').toString('latin1').slice(0, -1));
  if (secret.includes('%')) forms.push(decode(secret));
  return [...new Set(forms)].filter((form) => form.length >= shortestForm);
}

function percentForms(secret: string): string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const every = Buffer.from(secret).toString('hex').replace(/../g, '%$&');
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  return [encoded, encoded.replace(/%../g, (code) => code.toLowerCase()), every, every.toUpperCase(), form];
}

/** At an offset, the first characters also encode the bytes before the secret, and the last one those after it. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const whole = Math.floor(((offset + bytes.length) * 8) / 6);
    const inner = text.slice(Math.ceil((offset * 8) / 6), whole);
    const outer = offset === 0 ? [text] : [];
    return [...outer, inner].flatMap((form) => [form, urlSafe(form)]);
  });
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function escapedForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replace(/[&<>"]/g, (character) => htmlEscapes[character] ?? character);
  return [
    json,
    json.replaceAll('/', '\\/'),
    html,
    html.replaceAll("'", '&#39;'),
    html.replaceAll('&quot;', '&#34;').replaceAll("'", '&#x27;'),
  ];
}

const htmlEscapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
