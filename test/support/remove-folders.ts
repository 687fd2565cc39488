import { afterAll } from 'vitest';
import { removeFolders } from '../../scripts/folders.ts';

// Loaded before each test file: its folders go when its last test and its own hooks have ended.
afterAll(removeFolders);
