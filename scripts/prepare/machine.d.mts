/** What a lockfile says of the machines that a package is made for. */
export interface MadeFor {
  os?: string[];
  cpu?: string[];
  libc?: string[];
}

export function fitsHere(entry: MadeFor, here?: { os: string; cpu: string; libc: string | null }): boolean;
export function isNewEnough(version: number[]): boolean;
export function setAside(file: string, folder: string, remove?: (file: string) => void): void;
