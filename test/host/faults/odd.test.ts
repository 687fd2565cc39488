import { claimOutcomes } from './claims.ts';

claimOutcomes(1);
