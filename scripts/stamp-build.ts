// After `npm run build`: records in `out` which sources it was built from.
import { join } from 'node:path';
import { stampBuild } from './start/stamp.ts';

stampBuild(join(import.meta.dirname, '..'));
