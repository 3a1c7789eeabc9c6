import { type HealthReport, type Vitals } from './vitals.ts';

/** What is served, by path: 200 while the report's status is `ok`, else 503. */
export type HealthPages = Readonly<Record<string, () => HealthReport>>;

/** The pages that Kubernetes' probes ask for. */
export const healthPages = (vitals: Vitals): HealthPages => ({
  '/healthz': () => vitals.liveness(),
  '/readyz': () => vitals.readiness(),
});
