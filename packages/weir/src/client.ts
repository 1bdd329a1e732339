export * from "@weir/client";
