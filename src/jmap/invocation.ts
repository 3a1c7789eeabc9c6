/** A method call (RFC 8620 3.2). Result references (3.7) are arguments whose names start with `#`. */
export type Invocation = readonly [name: string, args: Readonly<Record<string, unknown>>, callId: string];

export interface JmapResponses {
  /**
   * The arguments of the response to a call. Throws what `methodError` makes of a method that failed, and `ProtocolError`
   * when there is no response.
   */
  get(callId: string): Record<string, unknown>;
}
