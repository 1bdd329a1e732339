export * from "@weir/sdk/blocks";
