import fc from 'fast-check';

/**
 * How properties are tried: the same cases in every run, so that the gate does not fail by chance; ten times as many where
 * it is the gate. `FC_SEED=42 npm test` tries others.
 */
export const PROPERTY_SEED = Number(process.env.FC_SEED ?? 20_260_101);
export const PROPERTY_CASES = (process.env.CI ?? '') === '' ? 1_000 : 10_000;

fc.configureGlobal({ seed: PROPERTY_SEED, numRuns: PROPERTY_CASES });
