/** Slots of one limit, taken and given back as the Python client of Prefect 3.8.8 does it. */
import { expectStatus, Refused, type Workload } from "../workload.ts";

const LIMITS = "/api/v2/concurrency_limits";

/** One operation takes a slot under a lease and gives it back. The limit has room for all connections. */
export const holdSlots = (name: string): Workload => {
  const taking = JSON.stringify({
    names: [name],
    slots: 1,
    mode: "concurrency",
    lease_duration: 300,
    holder: null,
  });
  return {
    prepare: async () => ({
      operate: async (connection) => {
        const answer = expectStatus(await connection.post(`${LIMITS}/increment-with-lease`, taking), 200);
        const { lease_id, limits } = JSON.parse(answer) as { lease_id: string; limits: readonly unknown[] };
        if (limits.length !== 1) throw new Refused("there is no such limit");
        expectStatus(await connection.post(`${LIMITS}/decrement-with-lease`, JSON.stringify({ lease_id })), 204);
      },
    }),
  };
};
