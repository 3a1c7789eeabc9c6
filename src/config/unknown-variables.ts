import { nearestName } from './nearest-name.ts';

/**
 * A warning for every `MAILROOM_` variable that Mailroom does not know, with the nearest name that it does know; and for
 * every other that is one letter or so from one that it knows (`mailroom_jmap_token`). Tells names only, never values.
 */
export function unknownVariables(given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((name) => !known.includes(name) && !KUBERNETES.test(name))
    .flatMap((name) => {
      const isOurs = name.startsWith('MAILROOM_');
      // Of the whole environment, few names are worth the comparison.
      const nearest = isOurs || /mail|room/i.test(name) ? nearestName(name, known) : undefined;
      if (!isOurs && nearest === undefined) return [];
      const advice = nearest === undefined ? 'take it away, or check its name' : `did you mean ${nearest}?`;
      return [`${name} is not a variable of Mailroom's: ${advice}`];
    });
}

// Kubernetes tells every container of a namespace about a Service by such variables, here of one named mailroom.
const KUBERNETES =
  /^MAILROOM_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)$/;
