import type { Display, Rectangle } from 'electron';

/** The desktop that the stand-in plays: given by the test in the environment variable SESSIONDECK_STAND_IN, as JSON. */
export interface DesktopConfig {
  /** Absolute path of the Chromium behind the windows. */
  chromium: string;
  /** An empty folder for what that Chromium keeps; whoever gives it removes it. */
  profile: string;
  /** A file that gets whatever crosses to a page. */
  crossed: string;
  /** The first is the primary one. */
  displays: Pick<Display, 'bounds' | 'workArea' | 'scaleFactor'>[];
  locale: string;
  /** Most preferred first. */
  languages: string[];
  dark: boolean;
  packaged: boolean;
}

const screenSize: Rectangle = { x: 0, y: 0, width: 1920, height: 1080 };

export const usualDesktop: Omit<DesktopConfig, 'chromium' | 'profile' | 'crossed'> = {
  displays: [{ bounds: screenSize, workArea: screenSize, scaleFactor: 1 }],
  locale: 'en-GB',
  languages: ['en-GB'],
  dark: false,
  packaged: false,
};

export const variable = 'SESSIONDECK_STAND_IN';

/** Throws where no test started this process. */
export function readConfig(): DesktopConfig {
  const text = process.env[variable];
  if (text === undefined)
    throw new Error(`${variable} is not set: only a test starts the stand-in of Electron`);
  return JSON.parse(text) as DesktopConfig;
}
