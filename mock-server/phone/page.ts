/**
 * The page of a simulated phone. It is text in a module, and not three files beside it, because the built app has the
 * mock server in one piece.
 */
export const pageHtml = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Simulated phone</title>
    <link rel="stylesheet" href="/_phone/page.css" />
    <script type="module" src="/_phone/page.js"></script>
  </head>
  <body>
    <main>
      <h1>Simulated phone</h1>
      <p>Logins that wait for an answer. This phone can answer for everyone.</p>
      <form id="read">
        <label for="code">Content of a QR code, in Base64</label>
        <input id="code" autocomplete="off" spellcheck="false" required />
        <button>Scan</button>
      </form>
      <p id="message" role="status"></p>
      <ul id="pending"></ul>
      <p id="none">Nothing waits for an answer.</p>
      <button id="hidden" hidden></button>
    </main>
    <template id="login">
      <li>
        <h2></h2>
        <img alt="Logo that was sent along" hidden />
        <dl></dl>
        <p class="left"></p>
        <div class="actions">
          <button data-act="scan">Scan</button>
          <label>Confirm as <select></select></label>
          <button data-act="confirm">Confirm</button>
          <button data-act="decline">Decline</button>
          <button data-act="silent">Stay silent</button>
        </div>
      </li>
    </template>
  </body>
</html>
`;

export const pageStyle = `:root {
  color-scheme: light dark;
  font: 1rem/1.5 system-ui, sans-serif;
  --line: light-dark(#c8ccd0, #50565c);
  --card: light-dark(#ffffff, #23272b);
  background: light-dark(#f2f4f5, #16191c);
  color: light-dark(#1b1f23, #e8eaec);
}
main { max-width: 32rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; }
h2 { font-size: 1rem; margin: 0; }
ul { list-style: none; padding: 0; }
li { background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; padding: 1rem; margin: 0 0 1rem; }
li img { max-width: 4rem; max-height: 4rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.125rem 1rem; margin: 0.5rem 0; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
dt { color: light-dark(#50565c, #b4babf); }
#read, .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; }
#read label { flex-basis: 100%; }
input { flex: 1; min-width: 8rem; }
label, select { max-width: 100%; }
button, input, select { font: inherit; min-height: 2.5rem; border-radius: 0.5rem; border: 1px solid var(--line); padding: 0 0.75rem; }
`;

export const pageScript = `const byId = (id) => document.getElementById(id);
const silenced = new Set();
const chosen = new Map();
let drawn = '';

async function ask(path, body) {
  const sent = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch('/_phone/' + path, sent);
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}

async function act(path, body) {
  try {
    draw(await ask(path, body));
    byId('message').textContent = 'Done: ' + path + '.';
  } catch (error) {
    byId('message').textContent = error.message;
  }
}

function facts(login, accounts) {
  const named = accounts.filter(({ accountid }) => login.accountids.includes(accountid));
  const rows = [['Session', login.nonce]];
  if (named.length > 0) rows.push(['Sent to', named.map((one) => one.userid + ' #' + one.accountid).join(', ')]);
  for (const [part, info] of Object.entries(login.context ?? {})) {
    const title = part === 'announceinfo' ? ' (notification)' : '';
    const { ip, useragent, info: more } = info ?? {};
    if (ip) rows.push(['IP address' + title, ip]);
    if (useragent) rows.push(['User agent' + title, useragent]);
    for (const [name, value] of Object.entries(more ?? {})) {
      rows.push([name + title, typeof value === 'string' ? value : JSON.stringify(value)]);
    }
  }
  return rows;
}

function card(login, accounts) {
  const item = byId('login').content.cloneNode(true).firstElementChild;
  const find = (selector) => item.querySelector(selector);
  item.dataset.id = login.id;
  const seen = login.state === 'seen' ? ', read by this phone' : '';
  find('h2').textContent = (login.kind === 'qr' ? 'QR code' : 'Push') + seen;
  find('dl').append(...facts(login, accounts).flatMap(([name, value]) => {
    const [term, text] = [document.createElement('dt'), document.createElement('dd')];
    term.textContent = name;
    text.textContent = value;
    return [term, text];
  }));
  const logo = login.context?.sessioninfo?.logo ?? login.context?.announceinfo?.logo;
  if (logo) Object.assign(find('img'), { src: 'data:image/png;base64,' + logo, hidden: false });
  find('[data-act=scan]').hidden = login.kind !== 'qr' || login.state === 'seen';
  const select = find('select');
  select.append(...accounts.map((one) => new Option(one.userid + ' #' + one.accountid + ' ' + one.description, one.accountid)));
  select.value = String(chosen.get(login.id) ?? login.accountids[0] ?? accounts[0].accountid);
  select.onchange = () => chosen.set(login.id, Number(select.value));
  item.onclick = ({ target }) => {
    const what = target.dataset?.act;
    if (what === 'silent') { silenced.add(login.id); drawn = ''; refresh(); }
    else if (what === 'confirm') act(what, { id: login.id, accountid: Number(select.value) });
    else if (what) act(what, { id: login.id });
  };
  return item;
}

function draw({ now, pending, accounts }) {
  // The newest first: that is the one in somebody's hand.
  const shown = pending.filter(({ id }) => !silenced.has(id)).reverse();
  const content = JSON.stringify(shown);
  if (content !== drawn) byId('pending').replaceChildren(...shown.map((login) => card(login, accounts)));
  drawn = content;
  for (const { id, answerBy } of shown) {
    const left = document.querySelector('[data-id="' + id + '"] .left');
    left.textContent = Math.max(0, Math.ceil((answerBy - now) / 1000)) + ' s left';
  }
  byId('none').hidden = shown.length > 0;
  const hidden = pending.length - shown.length;
  byId('hidden').hidden = hidden === 0;
  byId('hidden').textContent = 'Show ' + hidden + ' left unanswered';
}

async function refresh() {
  try {
    draw(await ask('state'));
  } catch (error) {
    byId('message').textContent = error.message;
  }
}

byId('hidden').onclick = () => { silenced.clear(); refresh(); };
byId('read').onsubmit = (event) => {
  event.preventDefault();
  act('scan', { qr: byId('code').value.trim() });
};
setInterval(refresh, 1000);
refresh();
`;
