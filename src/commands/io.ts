/** What a command has of the process around it. */
export interface Io {
  env: NodeJS.ProcessEnv;
  stdout: Output;
  stderr: Output;
  /** Aborts when the process was asked to stop. */
  signal: AbortSignal;
}

/** A text stream, maybe a terminal. */
export interface Output {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
}
