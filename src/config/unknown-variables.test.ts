import { describe, expect, it } from 'vitest';
import { unknownVariables } from './unknown-variables.ts';
import { VARIABLES } from './variables.ts';

const known = VARIABLES.map(({ name }) => name);

describe('unknownVariables', () => {
  it.each([
    ['a letter too few', 'MAILROOM_POL_INTERVAL', 'MAILROOM_POLL_INTERVAL'],
    ['a letter too many', 'MAILROOM_DRY_RUNN', 'MAILROOM_DRY_RUN'],
    ['a wrong letter', 'MAILROOM_JMAP_TOKEM', 'MAILROOM_JMAP_TOKEN'],
    ['a separator missing', 'MAILROOM_LABEL_TO_PAPERTRAIL', 'MAILROOM_LABEL_TO_PAPER_TRAIL'],
    ['a wrong file variable', 'MAILROOM_JMAP_TOKEN_FIEL', 'MAILROOM_JMAP_TOKEN_FILE'],
  ])('suggests the nearest name for %s', (_, name, nearest) => {
    expect(unknownVariables([name], known)).toEqual([
      `${name} is not a variable of Mailroom's: did you mean ${nearest}?`,
    ]);
  });

  it('suggests nothing when no name is near', () => {
    expect(unknownVariables(['MAILROOM_COLOUR_OF_THE_SKY'], known)).toEqual([
      "MAILROOM_COLOUR_OF_THE_SKY is not a variable of Mailroom's: take it away, or check its name",
    ]);
  });

  it('does not mind variables of others', () => {
    expect(unknownVariables(['PATH', 'MAILROOMS', 'MAILTO', 'X_MAILROOM_Y'], known)).toEqual([]);
  });

  it('knows every variable that is documented', () => {
    expect(unknownVariables(known, known)).toEqual([]);
  });

  it.each([
    'MAILROOM_SERVICE_HOST',
    'MAILROOM_SERVICE_PORT',
    'MAILROOM_SERVICE_PORT_HTTP',
    'MAILROOM_PORT',
    'MAILROOM_PORT_8080_TCP',
    'MAILROOM_PORT_8080_TCP_ADDR',
    'MAILROOM_PORT_8080_TCP_PORT',
    'MAILROOM_PORT_8080_TCP_PROTO',
    'MAILROOM_PORT_53_UDP',
    'MAILROOM_PORT_53_UDP_PROTO',
  ])('takes %s for what Kubernetes says of a Service', (name) => {
    expect(unknownVariables([name], known)).toEqual([]);
  });

  it.each(['mailroom_dry_run', 'MAILROM_DRY_RUN', 'MAILROOM-DRY-RUN', 'MailRoom_Dry_Run'])(
    'knows what %s is meant to be',
    (name) => {
      expect(unknownVariables([name], known)).toEqual([
        `${name} is not a variable of Mailroom's: did you mean MAILROOM_DRY_RUN?`,
      ]);
    },
  );

  it('stays quick with a name that is far too long', () => {
    expect(unknownVariables([`MAILROOM_${'X'.repeat(100_000)}`], known)).toHaveLength(1);
  });
});
