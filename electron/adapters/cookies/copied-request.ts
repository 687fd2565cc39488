// Requests as a browser's developer tools copy them: as a curl command for bash or for Windows, as fetch, for PowerShell.

/** An option of curl and its argument: `$'…'`, `'…'` or `"…"`, with the escapes of the shell. */
const option =
  /(?:^|\s)(-H|--header|-b|--cookie)[\s=]+(?:\$'((?:[^'\\]|\\[^])*)'|'((?:[^']|'\\'')*)'|"((?:[^"\\]|\\[^])*)")/g;
const fetchHeader = /"cookie"\s*:\s*("(?:[^"\\]|\\[^])*")/i;
const powerShell = /System\.Net\.Cookie\("((?:[^"`]|`[^])*)",\s*"((?:[^"`]|`[^])*)"/g;

/** The Cookie header that a copied request sends; null where the text is none, or sends no cookie. */
export function cookieHeaderIn(text: string): string | null {
  const [, quoted] = fetchHeader.exec(text) ?? [];
  const added = [...text.matchAll(powerShell)].map(([, name = '', value = '']) => `${name}=${value}`);
  if (added.length > 0) return added.join('; ').replace(/`([^])/g, '$1');
  return cookieOfCurl(withoutCarets(text)) ?? (quoted === undefined ? null : textIn(quoted));
}

function cookieOfCurl(command: string): string | null {
  for (const [, name = '', ansi, single, double] of command.matchAll(option)) {
    const value =
      ansi?.replace(/\\(?:u([\da-f]{4})|x([\da-f]{2})|([^]))/gi, unescaped) ??
      single?.replaceAll(String.raw`'\''`, "'") ??
      (double ?? '').replace(/\\(["\\$`!])/g, '$1');
    const isHeader = /^(-H|--header)$/.test(name);
    if (!isHeader && value.includes('=')) return value;
    if (isHeader && /^cookie\s*:/i.test(value)) return value.replace(/^cookie\s*:\s*/i, '');
  }
  return null;
}

function unescaped(_: string, four: string | undefined, two: string | undefined, plain = ''): string {
  const code = four ?? two;
  return code === undefined ? plain : String.fromCharCode(Number.parseInt(code, 16));
}

/** The Windows command shell escapes each special character with a caret, and continues lines with one. */
function withoutCarets(text: string): string {
  if (!/\s\^"/.test(text)) return text;
  return text.replace(/\^\r?\n/g, ' ').replace(/\^([^])/g, '$1');
}

function textIn(quoted: string): string | null {
  try {
    return JSON.parse(quoted) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
