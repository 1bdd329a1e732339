import { ApiError, Unauthorised } from "@weir/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { refused } from "./session.ts";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      if (error instanceof Unauthorised) refused();
    },
  }),
  defaultOptions: {
    queries: {
      // The live socket keeps what is on screen true, so a remount is no reason to ask again at once.
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What the server refuses, it refuses again; only silence and overload are worth another try.
      retry: (failures, error) =>
        failures < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500),
    },
  },
});
