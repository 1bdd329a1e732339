export * from "@weir/sdk";
