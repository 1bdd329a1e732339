import { emptyTables } from "../storage/queries/reset.ts";
import type { Context } from "./context.ts";

/** Takes the server back to how it was when it was new. Only for servers whose data is of no worth to anybody. */
export const resetServer = ({ store }: Context): Promise<void> => store.write(emptyTables);
