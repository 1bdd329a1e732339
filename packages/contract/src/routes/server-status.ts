import { route } from "../route.ts";
import { ServerStatus } from "../schemas/server-status.ts";

export const serverStatus = {
  read: route({
    method: "GET",
    path: "/weir/status",
    tag: "Weir",
    summary: "How the server is: database, background loops, sockets, counts, memory, and what somebody should look at",
    responses: { 200: ServerStatus },
  }),
} as const;
