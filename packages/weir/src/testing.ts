export * from "@weir/sdk/testing";
