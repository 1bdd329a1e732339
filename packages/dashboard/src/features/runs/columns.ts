/** Columns of the header and of each row. */
export const COLUMNS =
  "grid grid-cols-[9.5rem_minmax(15rem,1.3fr)_minmax(8rem,1fr)_8rem_8.5rem] items-center gap-x-4 px-6 max-lg:grid-cols-[8rem_minmax(12rem,1fr)_7rem_7rem]";
