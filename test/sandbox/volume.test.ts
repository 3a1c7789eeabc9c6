import { describeVolume } from '../scenarios/volume.ts';
import { describeOnSandbox, DIAGONAL } from './describe-on-sandbox.ts';

// How many requests it takes does not depend on the pair, and these take the longest.
describeOnSandbox(describeVolume, { grounds: DIAGONAL });
