import { PROPERTY_CASES, PROPERTY_SEED } from './property-cases.ts';

/** Says once a run what the properties are tried with. */
export function setup(): void {
  console.log(`properties: ${PROPERTY_CASES} cases each, seed ${PROPERTY_SEED}`);
}
