/**
 * Variables whose values are in quotes, each with what to do: a shell takes quotes away, Docker's `--env-file` and
 * Kubernetes keep them as part of the value.
 */
export function quotedValues(env: NodeJS.ProcessEnv, names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    names
      .filter((name) => /^(["'])[^]*\1$/.test(env[name]?.trim() ?? ''))
      .map((name) => [
        name,
        `${name} is in quotes, which are taken as a part of it here: write it without them.`,
      ]),
  );
}
