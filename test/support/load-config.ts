import { ConfigError } from '../../src/errors.ts';
import { loadConfig } from '../../src/config/load-config.ts';

/** The least that a configuration needs. */
export const REQUIRED = { MAILROOM_JMAP_TOKEN: 'fmu1-token' };

/** What is wrong with the environment; nothing when it can be loaded. */
export function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
