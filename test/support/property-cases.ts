import fc from 'fast-check';

/**
 * How properties are tried: the same cases in every run, so that the gate does not fail by chance, and in seconds.
 * `FC_SEED=42 FC_CASES=1000 npm test` tries others, and more of them; `.ci/run` many more.
 */
export const PROPERTY_SEED = Number(process.env.FC_SEED ?? 20_260_101);
export const PROPERTY_CASES = Number(process.env.FC_CASES ?? 300);

fc.configureGlobal({ seed: PROPERTY_SEED, numRuns: PROPERTY_CASES });
