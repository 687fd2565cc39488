import type { Configuration } from 'electron-builder';
import { afterPack } from './packaging/fuses.ts';

const icons = 'packaging/icons';
const summary = 'See device sessions, switch and end them, and read back what really happened';

/** What goes into the package of one system: what was built, and the packages that it needs when it runs. */
function filesFor(system: 'darwin' | 'win32' | 'linux'): string[] {
  return [
    'out/**',
    '!out/**/*.map',
    `${icons}/tray/*.png`,
    '!node_modules/**/*.{map,ts,mts,cts,flow,yml,yaml,tgz,sh,tsbuildinfo,js~}',
    // A licence goes along with what it is the licence of.
    '!node_modules/**/!(LICENSE*|LICENCE*|license*|licence*).{md,markdown}',
    '!node_modules/**/{test,tests,docs,doc,example,examples,bench,benchmark}{,/**}',
    '!node_modules/**/.*',
    // The native keychain is there for thirteen systems, and as source.
    `!node_modules/keytar/prebuilds/!(${system}-\${arch}){,/**}`,
    '!node_modules/keytar/{src,script,binding.gyp}{,/**}',
    '!node_modules/node-addon-api{,/**}',
  ];
}

/** Where newer versions are told of. Without SESSIONDECK_UPDATE_URL the package asks nobody. */
function feed(): { provider: 'generic'; url: string } | null {
  const url = process.env['SESSIONDECK_UPDATE_URL'];
  if (!url) return null;
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new Error('SESSIONDECK_UPDATE_URL must be an https:// address');
  }
  return { provider: 'generic', url };
}

/** electron-builder reads the certificate from CSC_LINK and CSC_KEY_PASSWORD: see docs/release.md. */
const forceCodeSigning = Boolean(process.env['CSC_LINK']);

const config: Configuration = {
  appId: 'org.sessiondeck.desktop',
  productName: 'Sessiondeck',
  copyright: 'MIT License. © 2026 the Sessiondeck authors',
  // An AppImage and a .deb are told apart by their ending alone; so are a disk image and a zip.
  artifactName: 'sessiondeck-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'packaging' },
  // By this name desktops tell which entry of their menu a window belongs to.
  extraMetadata: { desktopName: 'sessiondeck.desktop' },
  // A library of the system cannot be loaded from within the archive; all else stays in it, where its hash is checked.
  asar: { smartUnpack: false },
  asarUnpack: ['node_modules/keytar/prebuilds/**'],
  // Nothing is compiled on the machine that packages: keytar brings N-API libraries.
  npmRebuild: false,
  afterPack,
  publish: feed(),
  protocols: [{ name: 'Sessiondeck link', schemes: ['sessiondeck'], role: 'Viewer' }],
  forceCodeSigning,

  mac: {
    target: ['dmg', 'zip'],
    category: 'public.app-category.developer-tools',
    icon: `${icons}/app.icns`,
    files: filesFor('darwin'),
    hardenedRuntime: true,
    entitlements: 'packaging/entitlements.mac.plist',
    entitlementsInherit: 'packaging/entitlements.mac.plist',
  },
  dmg: { sign: false },

  win: {
    target: ['nsis'],
    icon: `${icons}/app.ico`,
    files: filesFor('win32'),
    requestedExecutionLevel: 'asInvoker',
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // Connections and the audit log outlive the program, as on the other systems.
    deleteAppDataOnUninstall: false,
    include: 'packaging/installer.nsh',
  },

  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'sessiondeck',
    icon: `${icons}/png`,
    files: filesFor('linux'),
    category: 'System;Security;',
    synopsis: summary,
    description: summary,
    maintainer: 'the Sessiondeck authors <authors@sessiondeck.invalid>',
    syncDesktopName: true,
    desktop: {
      entry: {
        Keywords: 'session;device;sign out;revoke;authentication;',
        StartupNotify: 'true',
        SingleMainWindow: 'true',
      },
    },
  },
  // The older way of making an AppImage starts it with --no-sandbox.
  toolsets: { appimage: '1.0.3' },
  deb: {
    packageCategory: 'utils',
    priority: 'optional',
    depends: [
      ...[
        'libasound2 | libasound2t64',
        'libatspi2.0-0 | libatspi2.0-0t64',
        'libgbm1',
        'libgtk-3-0 | libgtk-3-0t64',
      ],
      ...['libnotify4', 'libnss3', 'libsecret-1-0', 'libuuid1', 'libxss1', 'libxtst6', 'xdg-utils'],
    ],
    recommends: ['gnome-keyring | kwalletmanager', 'libayatana-appindicator3-1'],
  },
};

export default config;
