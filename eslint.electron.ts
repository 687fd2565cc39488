import type { Linter } from 'eslint';

// What Electron's own security checklist and Electronegativity look for, as lint rules: test/repository/lint-gate.test.ts has an
// example for each. Whatever has a home may be written there and nowhere else.

/** Selector, why it is refused, and its home where it has one. */
type Row = readonly [selector: string, why: string, home?: string];

const homes = {
  window: 'electron/main/window.ts',
  ipc: 'electron/main/ipc.ts',
  hardening: 'electron/main/hardening.ts',
  external: 'electron/main/outward/external.ts',
  preload: 'electron/preload/**',
};

/** Selects a property by its name, however it is reached; also where it is taken apart: `const { name } = …`. */
function member(pattern: string): string {
  return `:matches(MemberExpression[property.name=${pattern}], MemberExpression > Literal.property[value=${pattern}], ObjectPattern > Property[key.name=${pattern}])`;
}

function imported(pattern: string): string {
  return `ImportSpecifier[imported.name=${pattern}]`;
}

/** Selects `name: value` in an object; the pattern is of the name. */
function setting(pattern: string, value: string): string {
  return `ObjectExpression > Property:matches([key.name=${pattern}], [key.value=${pattern}])${value}`;
}

/** Selects a call of a method by the method's name and its first argument. */
function callWith(method: string, argument: string): string {
  return `CallExpression[callee.property.name=${method}][arguments.0.value=${argument}]`;
}

const listening = '/^(on|once|addListener|prependListener|prependOnceListener)$/';
const isNotTrue = '[value.value!=true]';
const isNotFalse = '[value.value!=false]';
const registering = '/^(register|intercept)(File|Http|String|Buffer|Stream)Protocol$/';
const dangerousSwitches =
  '/sandbox|web-security|certificate|host-rules|host-resolver|auth-|js-flags|file-access|insecure|inspect|remote-|proxy|blink-|(enable|disable)-features|site-isolation|xss|bad-ipc|encryption|for-testing|load-extension|net-log|launcher|explicitly-allowed-ports|debug/';

const windows: Row[] = [
  [
    ':matches(NewExpression[callee.name="BrowserWindow"], NewExpression[callee.property.name="BrowserWindow"])',
    'Windows are made in one place: there their preferences are set.',
    homes.window,
  ],
  [
    'NewExpression:matches([callee.name=/^(BrowserView|WebContentsView|BaseWindow)$/], [callee.property.name=/^(BrowserView|WebContentsView|BaseWindow)$/])',
    'There is one window and nothing in it but our page.',
  ],
  [setting('/^nodeIntegration/', isNotFalse), 'The page has no Node.'],
  [setting('/^(contextIsolation|sandbox|webSecurity)$/', isNotTrue), 'This protection stays on.'],
  [
    setting(
      '/^(webviewTag|allowRunningInsecureContent|experimentalFeatures|navigateOnDragDrop|enableRemoteModule|allowPopups|bypassCSP)$/',
      isNotFalse,
    ),
    'This stays off: each of them weakens the page’s sandbox or its policy.',
  ],
  [setting('/^(enableBlinkFeatures|affinity)$/', ''), 'Not set: it changes what the page may do.'],
];

const content: Row[] = [
  [
    member('/^(executeJavaScript|executeJavaScriptInIsolatedWorld|insertCSS|insertText)$/'),
    'Nothing is put into the page: it has its own code.',
  ],
  [
    member('/^(loadFile|loadExtension|setPreloads|registerPreloadScript)$/'),
    'The page comes from app:// with one preload, and there are no extensions.',
  ],
  [
    'CallExpression[callee.property.name="loadURL"]:matches([arguments.0.type="Literal"], [arguments.0.type="TemplateLiteral"], [arguments.0.type="BinaryExpression"])',
    'A window loads pageUrl of electron/main/page.ts, and nothing else.',
  ],
  [
    ':matches(Literal[value=/^file:/], TemplateElement[value.raw=/^file:/])',
    'Nothing is loaded from file:.',
    homes.hardening,
  ],
  [member(registering), 'protocol.handle serves our page; other protocols are not registered.'],
  [
    ':matches(SvelteElement[name.name=/^(webview|iframe|frame|object|embed|portal)$/], CallExpression[callee.property.name="createElement"][arguments.0.value=/^(webview|iframe|frame|object|embed|portal)$/])',
    'The page embeds no other page.',
  ],
  [
    'SvelteAttribute[key.name=/^(allowpopups|nodeintegration|disablewebsecurity|blinkfeatures|webpreferences)$/]',
    'The page embeds no other page.',
  ],
];

const borders: Row[] = [
  [member('"ipcMain"'), 'Take ipcMain as an argument, or import it by name.'],
  [
    'MemberExpression[object.name="ipcMain"]',
    'Calls are registered in one place: there their sender is checked.',
    homes.ipc,
  ],
  [
    'MemberExpression[object.name="ipcMain"][property.name!="handle"]',
    'Calls are answered by handle: no other way checks the sender.',
  ],
  [
    `:matches(${member('"ipcRenderer"')}, MemberExpression[object.name="ipcRenderer"], ${imported('"ipcRenderer"')})`,
    'Only the preload speaks to the main process.',
    homes.preload,
  ],
  [
    'MemberExpression[object.name="ipcRenderer"][property.name!=/^(invoke|on|removeListener)$/]',
    'The preload invokes and listens; the other ways are not answered, or wait for the answer.',
  ],
  [
    `:matches(${member('/^exposeIn(Main|Isolated)World$/')}, ${imported('"contextBridge"')})`,
    'Only the preload gives something to the page.',
    homes.preload,
  ],
  [
    `:matches(${imported('"remote"')}, ImportDeclaration[source.value=/^@electron.remote/], ImportExpression[source.value=/^@electron.remote/], MemberExpression[object.name="electron"][property.name="remote"])`,
    'The page does not reach into the main process.',
  ],
];

const navigation: Row[] = [
  [
    member(
      '/^set(PermissionRequest|PermissionCheck|DevicePermission|DisplayMediaRequest|USBProtectedClasses|BluetoothPairing)Handler$/',
    ),
    'Permissions are decided in one place.',
    homes.hardening,
  ],
  [member('"setWindowOpenHandler"'), 'Windows that the page wants are denied in one place.', homes.hardening],
  [setting('"action"', '[value.value="allow"]'), 'The page opens no windows.'],
  [
    callWith(
      listening,
      '/^(will-navigate|will-redirect|will-frame-navigate|will-attach-webview|web-contents-created)$/',
    ),
    'Where the page may go is decided in one place, for every web contents.',
    homes.hardening,
  ],
  [
    member('"openExternal"'),
    'Addresses are opened in one place, which has the list of hosts.',
    homes.external,
  ],
  [member('/^(openPath|openItem)$/'), 'Files are not opened: opening one may run it.'],
];

const sessions: Row[] = [
  [member('"defaultSession"'), 'The page has a session of its own, which is not kept.'],
  [callWith('"fromPartition"', '/^persist:/'), 'The page’s session is not kept.'],
  [
    member('/^(setCertificateVerifyProc|setProxy|allowNTLMCredentialsForDomains|enableNetworkEmulation)$/'),
    'Certificates and proxies are the system’s affair.',
  ],
  [
    callWith(listening, '/^(certificate-error|select-client-certificate|login)$/'),
    'A bad certificate is not clicked away, and nobody is signed in behind their back.',
  ],
  [setting('"rejectUnauthorized"', isNotTrue), 'TLS is always verified.'],
  [
    `:matches(CallExpression[callee.property.name=/^append(Switch|Argument)$/][arguments.0.value=${dangerousSwitches}], CallExpression[callee.property.name=/^append(Switch|Argument)$/][arguments.0.type!="Literal"])`,
    'This switch weakens Chromium, or it is not to be seen here which one it is.',
  ],
  [
    'Literal[value="ELECTRON_DISABLE_SECURITY_WARNINGS"], Identifier[name="ELECTRON_DISABLE_SECURITY_WARNINGS"]',
    'Electron’s warnings are heard.',
  ],
];

const keychain: Row[] = [
  [
    member('/^find(Credentials|Password)$/'),
    'keytar finds nothing: that ends the process on a locked Linux keyring, and on Windows finds other programs’ items.',
  ],
];

export interface Restriction {
  selector: string;
  message: string;
  /** The only files in which it is allowed. */
  home: string | null;
}

export const restrictions: readonly Restriction[] = [
  ...windows,
  ...content,
  ...borders,
  ...navigation,
  ...sessions,
  ...keychain,
].map(([selector, why, home = null]) => ({
  selector,
  message: home === null ? why : `${why} That is ${home}.`,
  home,
}));

function rulesOf(file: string | null, others: readonly object[]): Linter.RulesRecord {
  const refused = restrictions
    .filter(({ home }) => file === null || home !== file)
    .map(({ selector, message }) => ({ selector, message }));
  return { 'no-restricted-syntax': ['error', ...refused, ...others] };
}

/** The lint configuration of all this. Of `no-restricted-syntax` ESLint takes one list only, so the others join it. */
export function electronRules(...others: object[]): Linter.Config[] {
  const atHome = Object.values(homes).map((home) => ({ files: [home], rules: rulesOf(home, others) }));
  return [{ rules: rulesOf(null, others) }, ...atHome];
}
