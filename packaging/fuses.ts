import { join } from 'node:path';
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import type { AfterPackContext } from 'electron-builder';

/** Whether each fuse of Electron is on. All of them are named: a new one stops the packaging until it is decided on. */
export const fuses: Record<FuseV1Options, boolean> = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from app://, never from file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
};

/**
 * The fuses of an Electron program that are not as wanted, by name; those that we do not know are among them.
 * @param electron the executable or, on macOS, the `.app`
 */
export async function wrongFuses(electron: string): Promise<string[]> {
  const wire = Object.entries(await getCurrentFuseWire(electron)).filter(([key]) => /^\d+$/.test(key));
  const found = new Map<string, unknown>(wire);
  const wanted = new Map(Object.entries(fuses));
  const all = [...new Set([...wanted.keys(), ...found.keys()])];
  return all
    .filter((fuse) => !wanted.has(fuse) || found.get(fuse) !== stateFor(wanted.get(fuse)))
    .map((fuse) => FuseV1Options[Number(fuse)] ?? `fuse ${fuse}`);
}

function stateFor(on: boolean | undefined): FuseState {
  return on ? FuseState.ENABLE : FuseState.DISABLE;
}

/** Sets every fuse, then reads them back. Throws when one is missing, unknown or not as wanted. */
export async function setFuses(electron: string, resetAdHocDarwinSignature = false): Promise<void> {
  await flipFuses(electron, {
    ...fuses,
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature,
  });
  const wrong = await wrongFuses(electron);
  if (wrong.length > 0) throw new Error(`these fuses of ${electron} are not as wanted: ${wrong.join(', ')}`);
}

/** electron-builder's step between packing and signing. */
export async function afterPack({
  appOutDir,
  electronPlatformName,
  packager,
}: AfterPackContext): Promise<void> {
  const mac = electronPlatformName === 'darwin';
  const ending = { darwin: '.app', win32: '.exe' }[electronPlatformName] ?? '';
  const name =
    'executableName' in packager ? String(packager.executableName) : packager.appInfo.productFilename;
  // Apple silicon starts nothing whose signature broke; a certificate, where there is one, signs over this.
  await setFuses(join(appOutDir, `${name}${ending}`), mac);
}
