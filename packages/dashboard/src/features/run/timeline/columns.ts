/** Name, duration, bars: for the head, each row, and the canvas behind them. */
export const COLUMNS =
  "grid grid-cols-[minmax(8rem,min(17rem,38%))_4.5rem_minmax(0,1fr)] max-sm:grid-cols-[minmax(0,9.5rem)_4rem_minmax(0,1fr)]";
