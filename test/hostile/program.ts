// npm run hostile: at least 500 hostile requests to a Sessiondeck of its own, from sockets and from Chromium.
import { isClean, linesOf } from './figures.ts';
import { attack } from './index.ts';

const figures = await attack();
process.stdout.write(`${linesOf(figures).join('\n')}\n`);
// Chromium's connections may still be closing.
process.exit(isClean(figures) ? 0 : 1);
