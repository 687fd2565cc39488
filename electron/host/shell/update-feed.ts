import { z } from 'zod';
import { readCapped } from '../http/answer.ts';
import { Deadline } from '../http/deadline.ts';
import { send } from '../http/http.ts';

const limit = { bytes: 64 * 1024, ms: 15_000 };
/** Three numbers and nothing else: the feed is third-party text, and the version is shown to a person. */
const versionLine = /^version: '?(\d{1,6}\.\d{1,6}\.\d{1,6})'?\r?$/m;

/** The files of electron-builder's generic feed, by platform. */
const files: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'latest.yml',
  darwin: 'latest-mac.yml',
  linux: process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`,
};

/**
 * Reads the newest version that a feed names, such as `1.4.0`, by one GET without headers of ours and without following
 * redirects. Rejects when there is no answer, or the answer is not a feed.
 */
export async function newestVersion(feed: URL): Promise<string> {
  const folder = feed.href.endsWith('/') ? feed.href : `${feed.href}/`;
  const url = new URL(files[process.platform] ?? 'latest.yml', folder);
  const deadline = new Deadline(limit.ms);
  try {
    return await deadline.bound(read(url, deadline.signal));
  } finally {
    deadline.end();
  }
}

async function read(url: URL, signal: AbortSignal): Promise<string> {
  const response = await send({ method: 'GET', path: '/', answer: z.unknown() }, url, {}, signal);
  if (response.status !== 200) throw new FeedError(`the feed answered ${response.status}`);
  const text = new TextDecoder().decode(await readCapped(response, limit.bytes));
  const version = versionLine.exec(text)?.[1];
  if (version === undefined) throw new FeedError('the feed names no version');
  return version;
}

/** Why a feed cannot be used. The message is ours and quotes nothing. */
class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** Whether one version of three numbers comes after another; of `1.0.0-beta.1` only the numbers count. */
export function isNewer(version: string, than: string): boolean {
  const numbers = (text: string) => (text.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const old = numbers(than);
  const differs = numbers(version).findIndex((number, at) => number !== old[at]);
  return differs >= 0 && (numbers(version)[differs] ?? 0) > (old[differs] ?? 0);
}
