import { claimOutcomes } from './claims.ts';

claimOutcomes(0);
