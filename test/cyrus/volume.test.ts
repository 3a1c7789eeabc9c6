import { describeVolume } from '../scenarios/volume.ts';
import { describeOnCyrus } from './describe-on-cyrus.ts';

describeOnCyrus(describeVolume);
