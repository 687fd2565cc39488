/** Largest request head, bytes: the browser also sends us cookies that other programs set for 127.0.0.1. */
export const largestHead = 64 * 1024;

/** How many cookies are listed by name. */
const mostNamed = 10;
/** RFC 6265 4.1.1; longer names are not shown. */
const cookieName = /^[\w!#$%&'*+.^`|~-]{1,60}$/;

/**
 * The page that answers a request whose head is too large: names the largest cookies, and says how to clear them. In
 * English and German, because no header of the request can be relied on.
 *
 * @param read the bytes of the request that were read last; they may begin and end anywhere
 */
export function overflowPage(read: Uint8Array): string {
  const named = largestCookies(Buffer.from(read).toString('latin1'));
  const list = named.map((name) => `<li><code>${escaped(name)}</code></li>`).join('');
  const largest = (text: string) => (list ? `<p>${text}</p><ul>${list}</ul>` : '');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sessiondeck: too many cookies for 127.0.0.1</title>
<h1>Too many cookies for 127.0.0.1</h1>
<p>Sessiondeck could not open, because your browser sends more than ${largestHead / 1024} KiB of cookies with every request to this
address. They come from other programs on this computer: a browser shares the cookies of 127.0.0.1, and those of localhost,
between all ports. Sessiondeck itself sets no cookies.</p>
${largest('The largest of them:')}
<h2>What to do</h2>
<p>Clear the cookies of <b>127.0.0.1</b> (or of <b>localhost</b>, if that is in the address bar), then reload this page. You may
have to sign in again to other programs that you use at this address. A private window works as well.</p>
<ul>
<li>Chrome, Edge: open <code>chrome://settings/content/all</code>, search for 127.0.0.1, and delete its data.</li>
<li>Firefox: Settings, Privacy &amp; Security, Cookies and Site Data, Manage Data; search for 127.0.0.1, and remove it.</li>
<li>Safari: Settings, Privacy, Manage Website Data; search for 127.0.0.1, and remove it.</li>
</ul>
<section lang="de">
<h1>Zu viele Cookies für 127.0.0.1</h1>
<p>Sessiondeck konnte nicht geöffnet werden, weil Ihr Browser mit jeder Anfrage an diese Adresse mehr als
${largestHead / 1024} KiB an Cookies sendet. Sie stammen von anderen Programmen auf diesem Computer: Ein Browser teilt die Cookies von
127.0.0.1 und die von localhost zwischen allen Ports. Sessiondeck selbst setzt keine Cookies.</p>
${largest('Die größten davon:')}
<h2>Was Sie tun können</h2>
<p>Löschen Sie die Cookies von <b>127.0.0.1</b> (oder von <b>localhost</b>, wenn das in der Adressleiste steht) und laden Sie
diese Seite neu. Bei anderen Programmen, die Sie unter dieser Adresse nutzen, müssen Sie sich eventuell neu anmelden. Ein
privates Fenster geht auch.</p>
<ul>
<li>Chrome, Edge: <code>chrome://settings/content/all</code> öffnen, nach 127.0.0.1 suchen und die Daten löschen.</li>
<li>Firefox: Einstellungen, Datenschutz &amp; Sicherheit, Cookies und Website-Daten, Daten verwalten; nach 127.0.0.1 suchen und
entfernen.</li>
<li>Safari: Einstellungen, Datenschutz, Websitedaten verwalten; nach 127.0.0.1 suchen und entfernen.</li>
</ul>
</section>
`;
}

/** Names of the largest cookies in a part of a request's head, without their values. */
function largestCookies(head: string): string[] {
  const line = /^cookie: *(.*)/im.exec(head)?.[1] ?? head;
  const sizes = new Map<string, number>();
  for (const pair of line.split('; ')) {
    const [name = ''] = pair.split('=', 1);
    if (pair.includes('=') && cookieName.test(name)) sizes.set(name, pair.length);
  }
  const sorted = [...sizes].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, mostNamed).map(([name]) => name);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&#39;');
}
