import { describeVolume } from '../scenarios/volume.ts';
import { describeOnSandbox } from './describe-on-sandbox.ts';

describeOnSandbox(describeVolume);
