// After `npm run build`: says in `out` what it was built from.
import { join } from 'node:path';
import { stampBuild } from './start/stamp.ts';

stampBuild(join(import.meta.dirname, '..'));
