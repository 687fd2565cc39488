import { existsSync, readFileSync } from 'node:fs';
import type { Configuration } from 'electron-builder';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fromBuilder } from '../../support/shells/packaged.ts';

async function load(env: Record<string, string> = {}): Promise<Configuration> {
  vi.resetModules();
  for (const name of ['SESSIONDECK_UPDATE_URL', 'CSC_LINK']) vi.stubEnv(name, env[name]);
  return (await import('../../../electron-builder.config.ts')).default;
}
afterEach(() => {
  vi.unstubAllEnvs();
});

const { validateConfiguration } = fromBuilder('app-builder-lib/out/util/config/config') as {
  validateConfiguration(config: object, logger: { isEnabled: boolean }): Promise<void>;
};
const validate = async (config: object) => validateConfiguration(config, { isEnabled: false });

describe('the configuration', () => {
  test('is one that electron-builder takes; a misspelt option is not', async () => {
    const config = await load();
    await validate(config);
    await expect(validate({ ...config, asarUnpak: [] })).rejects.toThrow('asarUnpak');
    await expect(validate({ ...config, mac: { ...config.mac, notarise: true } })).rejects.toThrow(
      'configuration.mac',
    );
  });

  test('packs for each system what people install there', async () => {
    const { win, mac, linux } = await load();
    expect([win?.target, mac?.target, linux?.target]).toEqual([
      ['nsis'],
      ['dmg', 'zip'],
      ['AppImage', 'deb'],
    ]);
  });

  test('puts everything but the keychain library into an archive whose hash is checked', async () => {
    const config = await load();
    expect(config.asar).toEqual({ smartUnpack: false });
    expect(config.asarUnpack).toEqual(['node_modules/keytar/prebuilds/**']);
    expect(config.disableAsarIntegrity).toBeUndefined();
    expect(config.npmRebuild).toBe(false);
  });

  test('names pictures that are there', async () => {
    const { win, mac, linux } = await load();
    for (const icon of [win?.icon, mac?.icon, linux?.icon]) expect(existsSync(icon ?? '')).toBe(true);
  });
});

describe('signing', () => {
  test('is left to the certificate of the environment, and is a must where there is one', async () => {
    expect((await load()).forceCodeSigning).toBe(false);
    expect((await load({ CSC_LINK: '' })).forceCodeSigning).toBe(false);
    expect((await load({ CSC_LINK: 'certificate.p12' })).forceCodeSigning).toBe(true);
    // An ad-hoc identity has no stable name, by which the keychain of macOS knows an app again.
    expect((await load()).mac).not.toHaveProperty('identity');
  });

  test('on macOS is with the hardened runtime, which is let go for the compiler of V8 only', async () => {
    const { mac } = await load();
    expect(mac?.hardenedRuntime).toBe(true);
    expect(mac?.entitlementsInherit).toBe(mac?.entitlements);
    const keys = readFileSync(mac?.entitlements ?? '', 'utf8').matchAll(/<key>(.*?)<\/key>/g);
    expect([...keys].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
  });
});

describe('the feed', () => {
  const url = 'https://updates.example/sessiondeck';

  test('is none unless one is named, and is https', async () => {
    expect((await load()).publish).toBeNull();
    expect((await load({ SESSIONDECK_UPDATE_URL: '' })).publish).toBeNull();
    expect((await load({ SESSIONDECK_UPDATE_URL: url })).publish).toEqual({ provider: 'generic', url });
    for (const refused of ['http://updates.example/', 'updates.example', 'file:///tmp/feed', 'ftp://a/'])
      await expect(load({ SESSIONDECK_UPDATE_URL: refused })).rejects.toThrow('https://');
  });
});

describe('sessiondeck:// links', () => {
  interface Desktop {
    computeDesktopEntry(options: object): Promise<string>;
  }

  async function desktopEntries(): Promise<{ deb: string; appImage: string }> {
    const { Packager, Platform, Arch } = fromBuilder('app-builder-lib') as typeof import('electron-builder');
    const linux = fromBuilder('app-builder-lib/out/linuxPackager') as {
      LinuxPackager: new (packager: object) => { platformSpecificBuildOptions: object };
    };
    const helper = fromBuilder('app-builder-lib/out/targets/LinuxTargetHelper') as {
      LinuxTargetHelper: new (packager: object) => Desktop;
    };
    const target = fromBuilder('app-builder-lib/out/targets/appimage/AppImageTarget') as {
      default: new (...args: unknown[]) => { desktopEntry: { value: Promise<string> } };
    };
    const targets = Platform.LINUX.createTarget(['deb', 'AppImage'], Arch.x64);
    const packager = new Packager({ projectDir: process.cwd(), config: await load(), targets });
    await packager.validateConfig();
    const own = new linux.LinuxPackager(packager);
    const desktop = new helper.LinuxTargetHelper(own);
    return {
      deb: await desktop.computeDesktopEntry(own.platformSpecificBuildOptions),
      appImage: await new target.default('AppImage', own, desktop, '').desktopEntry.value,
    };
  }

  test('are registered by the desktop entry on Linux, which starts the app in its sandbox', async () => {
    const { deb, appImage } = await desktopEntries();
    for (const entry of [deb, appImage]) {
      const pairs = entry.split('\n').map((line) => line.split('=', 2) as [string, string]);
      const lines: Record<string, string> = Object.fromEntries(pairs);
      expect(lines).toMatchObject({
        MimeType: 'x-scheme-handler/sessiondeck;',
        StartupWMClass: 'sessiondeck',
        Categories: 'System;Security;',
        Icon: 'sessiondeck',
        Terminal: 'false',
      });
      expect(lines['Exec']).toMatch(/^(\/opt\/Sessiondeck\/sessiondeck|AppRun) %U$/);
      expect(lines['Keywords']).toContain('session;');
      expect(entry).not.toContain('no-sandbox');
    }
  });

  test('are registered in Info.plist and by the installer of Windows; no other scheme or file is', async () => {
    const { protocols, fileAssociations, nsis } = await load();
    expect(protocols).toEqual([{ name: 'Sessiondeck link', schemes: ['sessiondeck'], role: 'Viewer' }]);
    expect(fileAssociations).toBeUndefined();
    const installer = readFileSync(nsis?.include ?? '', 'utf8');
    const written = [...installer.matchAll(/WriteRegStr SHELL_CONTEXT "([^"]+)"/g)].map(
      ([, key]) => key ?? '',
    );
    expect(written).toHaveLength(4);
    expect(written.every((key) => /^Software\\Classes\\sessiondeck(\\|$)/.test(key))).toBe(true);
    expect(installer).toContain(`\\shell\\open\\command" "" '"$appExe" "%1"'`);
    expect(installer).toMatch(
      /customUnInstall[^]*DeleteRegKey SHELL_CONTEXT "Software\\Classes\\sessiondeck"/,
    );
  });

  test('the .deb depends on the library of the keychain', async () => {
    expect((await load()).deb?.depends).toContain('libsecret-1-0');
  });
});

test('the packaged name of the app is the one of its desktop entry', async () => {
  const config = await load();
  expect(config.extraMetadata).toEqual({ desktopName: `${config.linux?.executableName}.desktop` });
  expect(config.linux?.syncDesktopName).toBe(true);
});
