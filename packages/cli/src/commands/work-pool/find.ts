import { type Client, NotFound } from "@weir/client";
import type { WorkPoolResponse } from "@weir/contract";
import { notThere } from "../shared/find.ts";

/** The work pool of that name. */
export async function findWorkPool(api: Client, name: string): Promise<WorkPoolResponse> {
  try {
    return await api.workPools.read({ name });
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const pools = await Array.fromAsync(api.workPools.list({}));
    throw notThere(
      "work pool",
      name,
      pools.map((pool) => pool.name),
    );
  }
}
