import { z } from 'zod';
import { readCapped } from '../http/answer.ts';
import { Deadline } from '../http/deadline.ts';
import { send } from '../http/http.ts';

const limit = { bytes: 64 * 1024, ms: 15_000 };
/** Three numbers and nothing else: a feed is somebody else's text, and what it names is shown to a person. */
const versionLine = /^version: '?(\d{1,6}\.\d{1,6}\.\d{1,6})'?\r?$/m;

/** The files that electron-builder writes for its generic feed, for each system. */
const files: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'latest.yml',
  darwin: 'latest-mac.yml',
  linux: process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`,
};

/**
 * Reads which version a feed names as its newest, such as `1.4.0`: one GET without headers of ours; redirects are not
 * followed. Throws when nothing answers, or what answers is no feed.
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

/** What makes a feed unusable. Its message is ours and quotes nothing. */
class FeedError extends Error {
  override readonly name = 'FeedError';
}

/** Whether one version, of three numbers, comes after another; of `1.0.0-beta.1` the numbers count alone. */
export function isNewer(version: string, than: string): boolean {
  const numbers = (text: string) => (text.split(/[-+]/)[0] ?? '').split('.').map(Number);
  const old = numbers(than);
  const differs = numbers(version).findIndex((number, at) => number !== old[at]);
  return differs >= 0 && (numbers(version)[differs] ?? 0) > (old[differs] ?? 0);
}
