/** Columns of the header and of each row. */
export const COLUMNS =
  "grid grid-cols-[1.25rem_8.5rem_minmax(15rem,1.3fr)_minmax(8rem,1fr)_8rem_8.5rem] items-center gap-x-4 px-6 max-lg:grid-cols-[1.25rem_7.5rem_minmax(12rem,1fr)_7rem_7rem]";
