import { type ReadFile } from '../config/secret-file.ts';

/** What a command has of the process around it. */
export interface Io {
  env: NodeJS.ProcessEnv;
  /** Reads the files of secrets, each once; unless given, from the file system at every call. */
  readFile?: ReadFile;
  /** Where answers come from, if there is somebody to ask. */
  stdin?: Input;
  stdout: Output;
  stderr: Output;
  /** Aborts when the process was asked to stop. */
  signal: AbortSignal;
}

export type Input = NodeJS.ReadableStream & { isTTY?: boolean };

/** A text stream, maybe a terminal. */
export interface Output {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
}
