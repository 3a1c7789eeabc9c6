import { nearestName } from './nearest-name.ts';

/**
 * A warning for every `MAILROOM_` variable that Mailroom does not know, with the nearest name that it does know. Tells
 * names only, never values.
 */
export function unknownVariables(given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((name) => name.startsWith('MAILROOM_') && !known.includes(name) && !KUBERNETES.test(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      const advice = nearest === undefined ? 'take it away, or check its name' : `did you mean ${nearest}?`;
      return `${name} is not a variable of Mailroom's: ${advice}`;
    });
}

// Kubernetes tells every container of a namespace about a Service by such variables, here of one named mailroom.
const KUBERNETES =
  /^MAILROOM_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)$/;
