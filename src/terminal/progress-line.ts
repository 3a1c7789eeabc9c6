/** A text stream, maybe a terminal. */
export interface Screen {
  write: (text: string) => unknown;
  isTTY?: boolean;
  columns?: number;
}

/** A line at the bottom of a terminal that changes in place; nothing at all in a pipe. */
export interface ProgressLine {
  /** Shows a text in place of the one before. It is asked for again whenever the line is drawn. */
  show(text: () => string): void;
  /** Draws the line anew, if there is one. */
  redraw(): void;
  /** Takes the line away. */
  clear(): void;
  /** The same screen for other output: that goes above the line. */
  readonly above: Screen;
}

const ERASE = '\r\u001b[K';

export function createProgressLine(screen: Screen): ProgressLine {
  if (screen.isTTY !== true)
    return { show: () => undefined, redraw: () => undefined, clear: () => undefined, above: screen };
  let current: (() => string) | undefined;
  const redraw = (): void => {
    if (current === undefined) return;
    // A longer line would wrap, and could not be taken away again.
    const fitting = Array.from(current()).slice(0, Math.max(0, (screen.columns ?? 80) - 1));
    screen.write(ERASE + fitting.join(''));
  };
  return {
    show(text) {
      current = text;
      redraw();
    },
    redraw,
    clear() {
      if (current !== undefined) screen.write(ERASE);
      current = undefined;
    },
    above: {
      isTTY: true,
      ...(screen.columns !== undefined && { columns: screen.columns }),
      write(text) {
        const result = screen.write(current === undefined ? text : ERASE + text);
        redraw();
        return result;
      },
    },
  };
}
